"""Where employees meet the coach: Slack and the web page."""

"""The web page: static files, and the page that tells them whose coach it is."""

from bot.channels.web.page import STATIC_FOLDER, about, page_for, render_page

__all__ = ["STATIC_FOLDER", "about", "page_for", "render_page"]

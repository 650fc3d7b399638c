"""Postcoach: coaching for employees who post about their company."""

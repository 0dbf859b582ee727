"""What people see: pages in both languages, charts, lists, style and script."""

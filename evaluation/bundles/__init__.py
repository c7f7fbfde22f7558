"""Small bundles of reports with what should come of them, and how well the events room does on them."""

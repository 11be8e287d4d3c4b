"""The HTTP interface: routes, their JSON, their errors, and the page."""

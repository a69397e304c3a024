"""Reports: submitted, put together as a set, abridged, and known again."""

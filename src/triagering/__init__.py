"""Plans a home-care day."""

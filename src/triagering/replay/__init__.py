"""Historical days planned again, side by side with what was planned and delivered then."""

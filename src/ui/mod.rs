//! Draws the state of the app with ratatui; themes. Only reads.

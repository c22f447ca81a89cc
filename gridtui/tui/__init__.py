"""The Textual application: actions, jobs, screens, widgets."""

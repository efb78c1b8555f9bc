"""Early Warning Project: the table its model was fitted on."""

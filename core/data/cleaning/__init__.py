"""Strings to canonical values, a whole column at a time, with the reasons for what does not fit."""

"""Fatalities: how many deaths may organised violence bring, by country and month?"""

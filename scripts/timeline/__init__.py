# SPDX-License-Identifier: GPL-2.0-or-later
"""The parts of scripts/pmu-timeline: trace, then state, then chrome or svg."""

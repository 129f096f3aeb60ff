/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the model calls the oracle's meanings of events.
 */

#ifndef PMU_MEANINGS_H
#define PMU_MEANINGS_H

#include "pmu/core/events.h"
#include "oracle-events.h"

PMUEventKind meaning_kind(OracleMeaning meaning);
PMUSource meaning_source(OracleMeaning meaning);

#endif

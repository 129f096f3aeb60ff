/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Regimes: Exception level, security state, E2H/TGE. One table says what
 * each is. With AArch32 at EL3, all of Secure PL1 is EL3.
 */
#include "internal.h"

static const struct {
    const char *name;
    unsigned el;
    bool secure;    /* SCR_EL3.NS = 0 */
    bool eel2;      /* Secure, with Secure EL2 enabled */
    bool host;      /* HCR_EL2.{E2H,TGE} = {1,1} */
} regimes[REGIMES] = {
    [EL3]       = { "EL3", .el = 3 },
    [EL3_S]     = { "EL3 with NS=0", .el = 3, .secure = true },
    [EL2]       = { "EL2", .el = 2 },
    [EL2_HOST]  = { "host EL2", .el = 2, .host = true },
    [EL1]       = { "EL1", .el = 1 },
    [EL0]       = { "EL0", .el = 0 },
    [EL0_HOST]  = { "host EL0", .el = 0, .host = true },
    [SEL2]      = { "Secure EL2", .el = 2, .secure = true, .eel2 = true },
    [SEL1]      = { "Secure EL1", .el = 1, .secure = true },
    [SEL0]      = { "Secure EL0", .el = 0, .secure = true },
    [SEL1_EEL2] = { "Secure EL1 under EL2", .el = 1, .secure = true,
                    .eel2 = true },
    [SEL0_EEL2] = { "Secure EL0 under EL2", .el = 0, .secure = true,
                    .eel2 = true },
};

const char *regime_name(enum regime r)
{
    return regimes[r].name;
}

unsigned regime_el(enum regime r)
{
    return regimes[r].el;
}

bool regime_secure(enum regime r)
{
    return regimes[r].secure;
}

bool regime_host(enum regime r)
{
    return regimes[r].host;
}

bool regime_eel2(enum regime r)
{
    return regimes[r].eel2;
}

bool regime_exists(enum regime r)
{
    return regimes[r].el <= cpu.home &&
           (regimes[r].el != 2 || cpu.el2) &&
           (!regimes[r].secure || cpu.el3) &&
           (!regimes[r].eel2 || cpu.sel2) &&
           (!regimes[r].host || cpu.vhe) &&
           (r != SEL1 || !cpu.a32);
}

enum regime regime_next(unsigned from)
{
    while (from < REGIMES && !regime_exists(from)) {
        from++;
    }
    return from;
}

bool regime_el2_enabled(enum regime r)
{
    return cpu.el2 && (!regimes[r].secure || regimes[r].eel2);
}

bool regime_beneath_el2(enum regime r)
{
    return regimes[r].el < 2 && regime_el2_enabled(r);
}

unsigned regime_undef_el(enum regime r)
{
    if (regimes[r].el > 0) {
        return regimes[r].el;
    }
    if (regimes[r].secure && cpu.a32) {
        return 3;
    }
    return regimes[r].host ? 2 : 1;
}

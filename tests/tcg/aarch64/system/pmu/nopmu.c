/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A CPU without PMUv3 (R45), as -cpu max,pmu=off is: the ID register says
 * so, every PMU register is UNDEFINED everywhere, also where a trap is set,
 * and MDCR_EL2's fields of the PMU are RES0. Run with -append pmu=0.
 */
#include "lib/place.h"

static const struct {
    unsigned first, count;
} registers[] = {
    { PMCR, 8 },            /* to PMCEID1 */
    { PMCCNTR, 3 },         /* to PMXEVCNTR */
    { PMUSERENR, 1 },
    { PMOVSSET, 1 },
    { PMINTENSET, 2 },      /* and PMINTENCLR */
    { PMMIR, 1 },
    { PMEVCNTR(0), 31 },
    { PMEVTYPER(0), 32 },   /* to PMCCFILTR */
};

static const struct field {
    const char *name;
    uint64_t bits;
} fields[] = {
    { "HPMN", MDCR_EL2_HPMN },
    { "HPME", MDCR_EL2_HPME },
    { "TPM", MDCR_EL2_TPM },
    { "TPMCR", MDCR_EL2_TPMCR },
    { "HPMD", MDCR_EL2_HPMD },
    { "HCCD", MDCR_EL2_HCCD },
    { "HLP", MDCR_EL2_HLP },
    { "HPMFZO", MDCR_EL2_HPMFZO },
};

static void test_id(void)
{
    uint64_t dfr0 = read_sysreg(id_aa64dfr0_el1);

    test_begin("R45 ID_AA64DFR0_EL1.PMUVer without a PMU");
    test_expect(dfr0 >> 8 & 0xf, 0, "PMUVer");
    test_end();
}

static void test_field(const struct field *f)
{
    test_begin("R45 MDCR_EL2.%s without a PMU", f->name);
    if (!cpu.el2) {
        test_skip("no EL2");
        return;
    }
    test_expect(cpu.reset_mdcr_el2 & f->bits, 0, "after reset");
    write_sysreg(mdcr_el2, ~0ull);
    test_expect(read_sysreg(mdcr_el2) & f->bits, 0, "after writing ones");
    write_sysreg(mdcr_el2, 0);
    test_expect(read_sysreg(mdcr_el2) & f->bits, 0, "after writing 0");
    test_end();
}

static void expect_undefined(struct place p, unsigned reg)
{
    place_read(p, reg);
    test_expect(trap_seen(), trap_undef(place_undef_el(p)),
                "register 0x%x read", reg);
    place_write(p, reg, 0);
    test_expect(trap_seen(), trap_undef(place_undef_el(p)),
                "register 0x%x write", reg);
}

static void test_registers(struct place p, bool traps)
{
    test_begin("R45 PMU registers UNDEFINED at %s%s", place_name(p),
               traps ? ", traps set" : "");
    set_mdcr_el2(traps ? MDCR_EL2_TPM | MDCR_EL2_TPMCR : 0);
    if (cpu.el3) {
        write_sysreg(mdcr_el3, traps ? MDCR_EL3_TPM : 0);
    }
    if (cpu.el2 && cpu.fgt) {
        write_sysreg(HDFGRTR_EL2, traps ? ~0ull : 0);
        write_sysreg(HDFGWTR_EL2, traps ? ~0ull : 0);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(registers); i++) {
        for (unsigned n = 0; n < registers[i].count; n++) {
            expect_undefined(p, registers[i].first + n);
        }
    }
    test_end();
}

int main(void)
{
    struct place p;

    if (cpu.version) {
        test_skip_all("this CPU has a PMUv3");
    }
    test_id();
    for (unsigned i = 0; i < ARRAY_SIZE(fields); i++) {
        test_field(&fields[i]);
    }
    for_each_place(p) {
        test_registers(p, false);
        if (cpu.el2 || cpu.el3) {
            test_registers(p, true);
        }
    }
    return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2.E2H: a host whose applications run at EL0 with TGE = 1, and its
 * guests at EL1 and EL0 with TGE = 0. HPMN limits both (R2, R4); fine-grained
 * traps stop at the host's applications (R52), the trap of the second range
 * does not (R8). Then a hypervisor's life: load and put of a guest, each
 * with its own HPMN, lose nothing of the host's counters.
 */
#include "lib/guest.h"

#define FGT_PMU ((0x3ffull << 12) | (1ull << 57) | (1ull << 58))

static unsigned last(void)
{
    return cpu.counters - 1;
}

static void set_fgt(uint64_t bits)
{
    if (cpu.fgt) {
        write_sysreg(HDFGRTR_EL2, bits);
        write_sysreg(HDFGWTR_EL2, bits & ~(1ull << 58));
    }
}

static void test_number(enum regime r, const char *who, unsigned hpmn)
{
    uint32_t visible = mask_of(accessible(r, hpmn)) | PMU_C;

    test_begin("%s PMCR.N and PMCNTENSET of %s, HPMN=%u", access_rule(r),
               who, hpmn);
    pmu_reset();
    set_hpmn(hpmn);
    test_expect(PMCR_N(read_at(r, PMCR)), accessible(r, hpmn), "PMCR.N");
    write_at(r, PMCNTENSET, 0xffffffff);
    test_expect(reg_read(PMCNTENSET), visible, "PMCNTENSET at home");
    reg_write(PMCNTENSET, 0xffffffff);
    test_expect(read_at(r, PMCNTENSET), visible, "PMCNTENSET");
    test_end();
}

/* R52, R8: with every bit of the PMU set in HDFGRTR_EL2 and HDFGWTR_EL2 */
static void test_fgt(enum regime r, const char *who)
{
    uint64_t first = regime_host(r) ? 0 : trap_sysreg(2, PMEVCNTR(0), true);

    test_begin("R52 all fine-grained traps at %s", who);
    pmu_reset();
    if (!cpu.fgt || cpu.counters < 2) {
        test_skip("no FEAT_FGT or too few counters");
        return;
    }
    set_hpmn(last());
    set_fgt(FGT_PMU);
    read_at(r, PMEVCNTR(0));
    test_expect(trap_seen(), first, "first range");
    test_end();

    test_begin("R8 second range at %s under fine-grained traps", who);
    read_at(r, PMEVCNTR(last()));
    test_expect(trap_seen(), trap_sysreg(2, PMEVCNTR(last()), true),
                "PMEVCNTR%u read", last());
    write_at(r, PMEVTYPER(last()), 0);
    test_expect(trap_seen(), trap_sysreg(2, PMEVTYPER(last()), false),
                "PMEVTYPER%u write", last());
    test_end();
    set_fgt(0);
}

/* What a guest may do to all counters that it can reach */
static uint64_t wild_guest(uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    reg_write(PMCNTENSET, 0xffffffff);
    reg_write(PMINTENSET, 0xffffffff);
    reg_write(PMOVSSET, 0xffffffff);
    reg_write(PMSWINC, 0xffffffff);
    reg_write(PMCNTENCLR, 0xffffffff);
    reg_write(PMINTENCLR, 0xffffffff);
    reg_write(PMOVSCLR, 0xffffffff);
    reg_write(PMCR, PMCR_P | PMCR_C | PMCR_LC);
    return PMCR_N(reg_read(PMCR));
}

/* The host keeps the second range while the guest runs. */
static void test_load_put(enum regime guest, unsigned hpmn)
{
    uint32_t host = mask_of(cpu.counters) & ~mask_of(hpmn);

    test_begin("R16 load and put of a guest at %s, HPMN=%u",
               regime_name(guest), hpmn);
    pmu_reset();
    pmu_program(only_in(EL2) | EVENT_SW_INCR);
    reg_write(PMINTENSET, host);
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), 0x1000 + n);
    }
    set_mdcr_el2(hpmn | MDCR_EL2_HPME);
    test_expect(run_at(guest, wild_guest, 0, 0), hpmn, "PMCR.N of the guest");
    set_mdcr_el2(cpu.counters);
    test_expect(reg_read(PMCNTENSET), host, "PMCNTENSET after");
    test_expect(reg_read(PMINTENSET), host, "PMINTENSET after");
    test_expect(reg_read(PMOVSSET), 0, "PMOVSSET after");
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)), n < hpmn ? 0 : 0x1000 + n,
                    "PMEVCNTR%u after", n);
    }
    test_end();
    pmu_reset();
}

static const struct {
    enum regime regime;
    const char *name;
} visits[] = {
    { EL2_HOST, "the host's EL2" },
    { EL0_HOST, "the host's EL0" },
    { EL1, "a VHE guest's EL1" },
    { EL0, "a VHE guest's EL0" },
};

int main(void)
{
    unsigned hpmn;

    if (!cpu.vhe) {
        test_skip_all("no FEAT_VHE");
    }
    hcr_el2_extra = HCR_EL2_E2H;
    for (unsigned i = 0; i < ARRAY_SIZE(visits); i++) {
        for_each_hpmn(hpmn) {
            test_number(visits[i].regime, visits[i].name, hpmn);
        }
        if (regime_el(visits[i].regime) < 2) {
            test_fgt(visits[i].regime, visits[i].name);
        }
    }
    for_each_hpmn(hpmn) {
        test_load_put(EL1, hpmn);
    }
    return 0;
}

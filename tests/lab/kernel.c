/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only a kernel can get wrong: it keeps a guest's PMU for it, and may
 * look away between two exits. Nothing is printed, so no exit reaches user
 * space, from the first line of a test to its last; time is told by the
 * virtual counter, which does not trap.
 *
 * On each CPU in turn. The rules K1 to K9 are the Arm ARM's, each from where
 * a kernel stands; docs/devel/arm-pmu-lab.rst lists them.
 */
#include "board.h"

#define WINDOW_NS   1000000
/*
 * For an overflow, which reaches a kernel by its own interrupt: longer than
 * a busy machine may keep that waiting
 */
#define OVERFLOW_NS 50000000
#define TO_GO       2001
#define TIMEOUT_NS  400000000
#define PASSES_32   0xffffff00ull
#define COUNTS      (COUNT_EVERYWHERE | EVENT_CPU_CYCLES)
#define STANDS      (COUNT_EVERYWHERE | EVENT_SW_INCR)

static unsigned cpu_number;

static void run_for(uint64_t ns)
{
    uint64_t start = now_ns();

    while (now_ns() - start < ns) {
        continue;
    }
}

static void start(uint32_t enabled)
{
    reg_write(PMCNTENSET, enabled);
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

/* How much PMEVCNTR<n> gains in a window; a 32-bit counter may not wrap. */
static uint64_t gain(unsigned n)
{
    uint64_t before = reg_read(PMEVCNTR(n));

    run_for(WINDOW_NS);
    return reg_read(PMEVCNTR(n)) - before;
}

static void test_type_while_running(unsigned n)
{
    test_begin("K1 a type written while PMEVCNTR%u runs acts at once, cpu %u",
               n, cpu_number);
    pmu_reset();
    reg_write(PMEVTYPER(n), STANDS);
    start(1u << n);
    test_expect(gain(n), 0, "gain of SW_INCR");
    reg_write(PMEVTYPER(n), COUNTS);
    test_expect(gain(n) > 0, true, "gains, of CPU_CYCLES");
    reg_write(PMEVTYPER(n), STANDS);
    test_expect(gain(n), 0, "gain of SW_INCR again");
    test_end();
}

static void test_type_before_start(unsigned n)
{
    test_begin("K2 a type written before PMEVCNTR%u starts acts, cpu %u", n,
               cpu_number);
    pmu_reset();
    for (unsigned i = 0; i < 4; i++) {
        bool counts = i & 1;

        reg_write(PMCNTENCLR, 1u << n);
        reg_write(PMEVTYPER(n), counts ? COUNTS : STANDS);
        start(1u << n);
        test_expect(gain(n) > 0, counts, "gains, try %u", i);
    }
    test_end();
}

static void test_flag(unsigned n)
{
    uint32_t bit = 1u << n;

    test_begin("K3 the flag of %s %u is there at the first look, cpu %u",
               n == 31 ? "counter" : "event counter", n, cpu_number);
    for (unsigned i = 0; i < 3; i++) {
        pmu_reset();
        pmu_program(COUNTS);
        reg_write(PMCNTENCLR, ~bit);
        reg_write(PMCR, PMCR_E);
        reg_write(n == 31 ? PMCCNTR : PMEVCNTR(n), -TO_GO & 0xffffffff);
        run_for(OVERFLOW_NS);
        test_expect(reg_read(PMOVSSET), bit, "PMOVSSET, try %u", i);
    }
    test_end();
}

static void test_cycles_past_32(void)
{
    test_begin("K4 PMCCNTR passes 2^32, cpu %u", cpu_number);
    for (unsigned lc = 0; lc < 2; lc++) {
        pmu_reset();
        reg_write(PMCCNTR, PASSES_32);
        reg_write(PMCNTENSET, PMU_C);
        reg_write(PMCR, PMCR_E | (lc ? PMCR_LC : 0));
        run_for(OVERFLOW_NS);
        test_expect(reg_read(PMCCNTR) >> 32, 1, "upper half, LC=%u", lc);
        test_expect(reg_read(PMOVSSET), lc ? 0 : PMU_C, "flag, LC=%u", lc);
    }
    pmu_reset();
    reg_write(PMCCNTR, ~0ull - TO_GO);
    start(PMU_C);
    run_for(OVERFLOW_NS);
    test_expect(reg_read(PMCCNTR) >> 32, 0, "upper half past 2^64");
    test_expect(reg_read(PMOVSSET), PMU_C, "flag past 2^64");
    test_end();
}

static void test_events_past_32(unsigned n)
{
    test_begin("K5 PMEVCNTR%u passes 2^32 with LP, cpu %u", n, cpu_number);
    if (cpu.version < PMUV3P5) {
        test_skip("counters of 32 bits");
        return;
    }
    for (unsigned i = 0; i < 2; i++) {
        pmu_reset();
        pmu_program(COUNTS);
        reg_write(PMCNTENCLR, ~(1u << n));
        reg_write(PMCR, PMCR_E | PMCR_LC | PMCR_LP);
        reg_write(PMEVCNTR(n), i ? ~0ull - TO_GO : PASSES_32);
        run_for(OVERFLOW_NS);
        test_expect(reg_read(PMEVCNTR(n)) >> 32, !i, "upper half, %u", i);
        test_expect(reg_read(PMOVSSET), i << n, "flag, %u", i);
    }
    test_end();
}

/* 2^32 cycles more would be seconds. K3 is about the first look, not this. */
static void test_chain(unsigned n)
{
    test_begin("K6 PMEVCNTR%u counts an overflow of its neighbour, cpu %u",
               n + 1, cpu_number);
    pmu_reset();
    reg_write(PMEVTYPER(n), COUNTS);
    reg_write(PMEVTYPER(n + 1), COUNT_EVERYWHERE | EVENT_CHAIN);
    reg_write(PMEVCNTR(n + 1), 5);
    reg_write(PMEVCNTR(n), -TO_GO & 0xffffffff);
    start(3u << n);
    for (uint64_t begin = now_ns();
         reg_read(PMEVCNTR(n + 1)) == 5 && now_ns() - begin < TIMEOUT_NS;) {
        run_for(WINDOW_NS);
    }
    test_expect(reg_read(PMEVCNTR(n + 1)), 6, "PMEVCNTR%u", n + 1);
    test_expect(reg_read(PMOVSSET), 1u << n, "PMOVSSET");
    test_end();
}

static void expect_interrupt(unsigned n, bool e)
{
    uint32_t bit = 1u << n;

    pmu_reset();
    pmu_program(COUNTS);
    reg_write(PMCNTENCLR, ~bit);
    reg_write(PMINTENSET, bit);
    reg_write(n == 31 ? PMCCNTR : PMEVCNTR(n), -TO_GO & 0xffffffff);
    reg_write(PMCR, e ? PMCR_E : 0);
    test_expect(pmu_irq_take(e ? TIMEOUT_NS : WINDOW_NS), e, "taken, E=%u", e);
    test_expect(reg_read(PMOVSCLR), e ? bit : 0, "PMOVSCLR, E=%u", e);
    reg_write(PMCR, 0);
    reg_write(PMOVSCLR, bit);
    test_expect(pmu_irq_level(), false, "level after, E=%u", e);
}

/* The redistributor is the first CPU's. */
static void test_interrupt(unsigned n)
{
    test_begin("K7 the interrupt of %s %u, cpu 0",
               n == 31 ? "counter" : "event counter", n);
    expect_interrupt(n, false);
    expect_interrupt(n, true);
    pmu_reset();
    test_end();
}

static const struct {
    const char *name;
    unsigned reg;
    bool read;
    uint32_t allows;            /* the bits of PMUSERENR that do */
} user_access[] = {
    { "PMCR", PMCR, true, PMUSERENR_EN },
    { "PMCNTENSET", PMCNTENSET, false, PMUSERENR_EN },
    { "PMCCNTR", PMCCNTR, true, PMUSERENR_EN | PMUSERENR_CR },
    { "PMCCNTR", PMCCNTR, false, PMUSERENR_EN },
    { "PMSWINC", PMSWINC, false, PMUSERENR_EN | PMUSERENR_SW },
    { "PMSELR", PMSELR, false, PMUSERENR_EN | PMUSERENR_ER },
    { "PMEVCNTR0", PMEVCNTR(0), true, PMUSERENR_EN | PMUSERENR_ER },
    { "PMEVCNTR0", PMEVCNTR(0), false, PMUSERENR_EN },
    { "PMEVTYPER0", PMEVTYPER(0), true, PMUSERENR_EN },
    { "PMOVSCLR", PMOVSCLR, false, PMUSERENR_EN },
};

static void try_user_access(unsigned i, uint32_t enables)
{
    unsigned reg = user_access[i].reg;
    bool read = user_access[i].read;

    reg_write(PMUSERENR, enables);
    if (read) {
        read_at(EL0, reg);
    } else {
        write_at(EL0, reg, 0);
    }
}

static const char *user_access_name(unsigned i)
{
    return user_access[i].read ? "read" : "write";
}

static bool has_register(unsigned i)
{
    return cpu.counters || (user_access[i].reg != PMEVCNTR(0) &&
                            user_access[i].reg != PMEVTYPER(0));
}

static void test_user_access(void)
{
    test_begin("K8 PMUSERENR says what EL0 may do, cpu %u", cpu_number);
    pmu_reset();
    for (unsigned i = 0; i < ARRAY_SIZE(user_access); i++) {
        for (uint32_t enables = 0; has_register(i) && enables < 16;
             enables++) {
            try_user_access(i, enables);
            test_expect(trap_seen() == 0,
                        (enables & user_access[i].allows) != 0,
                        "%s of %s, PMUSERENR=%u", user_access_name(i),
                        user_access[i].name, enables);
        }
    }
    test_end();
}

/* The handler of a trap is told which register it was; not so of UNDEFINED. */
static void test_user_trap(void)
{
    test_begin("K9 what PMUSERENR denies to EL0 traps to EL1, cpu %u",
               cpu_number);
    pmu_reset();
    for (unsigned i = 0; i < ARRAY_SIZE(user_access); i++) {
        if (has_register(i)) {
            try_user_access(i, 0);
            test_expect(trap_seen(),
                        trap_sysreg(1, user_access[i].reg,
                                    user_access[i].read),
                        "%s of %s", user_access_name(i), user_access[i].name);
        }
    }
    test_end();
}

static void test_cpu(void)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_type_while_running(n);
        test_type_before_start(n);
        test_flag(n);
        test_events_past_32(n);
        if (n % 2 == 0 && n + 1 < cpu.counters) {
            test_chain(n);
        }
    }
    test_flag(31);
    test_cycles_past_32();
    test_user_access();
    test_user_trap();
}

int main(void)
{
    test_cpu();
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_interrupt(n);
    }
    test_interrupt(31);
    cpu_number = 1;
    run_second_cpu(test_cpu);
    return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PMU whose machine is saved and loaded, or migrated, under its feet (R59).
 *
 * The guest programs the PMU as -append says, goes to the regime wait=,
 * prints READY and polls the serial port while scripts/check-migration moves
 * the machine. The byte "g" ends the wait: then registers, values, overflow
 * flags and interrupt must be as if nothing had happened. CPU_CYCLES and the
 * virtual counter run with one clock, so that a counter's gain is known to
 * the width of the window in which it was read. The byte "d" lets the guest
 * program something quite different and stay there: a snapshot is loaded
 * over that.
 *
 * What -append may say stands in migrate-setup.h.
 */
#include "migrate-setup.h"

/* PMCR.D: a count is so many cycles. */
#define PRESCALE 64

typedef volatile uint32_t device_reg;   /* each access has an effect */

#define UART_FR         (*(device_reg *)0x09000018ul)
#define UART_FR_RXFE    (1u << 4)
#define GICD_ISENABLER0 (*(device_reg *)0x08000100ul)
#define GICD_ICENABLER0 (*(device_reg *)0x08000180ul)

/* A counter's value, and the time before and after it was read, in ns */
struct sample {
    uint64_t before, value, after;
};

static struct sample start[32];
static uint64_t wait_inside, wait_outside;
static bool went_backwards;

/* Registers that stay as they are, in the order of read_registers() */
enum { REGISTERS = 9 + 31 + 1 + NEWER_TRAPS + 2 + SNAPSHOT_REGISTERS };
static uint64_t registers[REGISTERS];

static unsigned value_of(unsigned n)
{
    return n == CYCLE_COUNTER ? PMCCNTR : PMEVCNTR(n);
}

static struct sample sample(unsigned n)
{
    struct sample s;

    s.before = now_ns();
    s.value = reg_read(value_of(n));
    s.after = now_ns();
    return s;
}

static void program_counter(unsigned n)
{
    uint64_t value = 0xa5000000ull + n;

    value = value << 32 | (n + 1) << 24;
    if (due_counters() >> n & 1) {
        value = (uint32_t)-setup.due;
    }
    if (n != CYCLE_COUNTER) {
        uint64_t high = cpu.version >= PMUV3P9 ? PMEVTYPER_AT_LEAST_1 : 0;

        reg_write(PMEVTYPER(n), type_of(n) | high);
    }
    reg_write(value_of(n), value);
    if (role_of(n) != DISABLED) {
        reg_write(PMCNTENSET, 1u << n);
    }
}

/* Those of FEAT_PMUv3p9 and FEAT_FGT2, each with bits of its own */
static void program_newer(uint64_t value)
{
    if (cpu.version >= PMUV3P9 && !cpu.a32) {
        reg_write(PMUSERENR, PMUSERENR_UEN | PMUSERENR_ER);
        reg_write(PMUACR, value & (mask_of(cpu.counters) | PMU_C));
        write_newer_traps(value);
    }
    /* It is enabled, and its filter lets it count nowhere. */
    write_instructions(value, PMEVTYPER_P | (value & 1 ? PMEVTYPER_U : 0));
    write_snapshot(value & 1 ? 0 : PMSSCR_NC, PMECR_SSE(value & 1 ? 2 : 3));
    if (cpu.icntr) {
        reg_write(value & 1 ? PMOVSSET : PMOVSCLR, PMU_F0);
        reg_write(value & 1 ? PMCNTENSET : PMCNTENCLR, PMU_F0);
    }
}

static void program(void)
{
    unsigned n;

    pmu_reset();
    set_mdcr_el3(setup.spme ? MDCR_EL3_SPME : 0);
    set_mdcr_el2(setup.hpmn | (setup.hpme ? MDCR_EL2_HPME : 0));
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    for_each_counter(n) {
        program_counter(n);
    }
    reg_write(PMINTENSET, setup.inten | due_counters());
    reg_write(PMOVSSET, setup.ovs);
    reg_write(PMSELR, 2);
    program_newer(0x8000000000000005ull | 0x0123456000000000ull | PMU_C);
    reg_write(PMCR, (setup.d ? PMCR_D : PMCR_LC) |
              (setup.fzo ? PMCR_FZO : 0) | (setup.e ? PMCR_E : 0));
}

static void read_registers(uint64_t *r)
{
    *r++ = reg_read(PMCR);
    *r++ = reg_read(PMCNTENSET);
    *r++ = reg_read(PMINTENSET);
    *r++ = setup.due ? 0 : reg_read(PMOVSSET);
    *r++ = reg_read(PMSELR);
    *r++ = reg_read(PMUSERENR);
    *r++ = reg_read(PMCCFILTR);
    *r++ = get_mdcr_el2();
    *r++ = get_mdcr_el3();
    for (unsigned n = 0; n < 31; n++) {
        *r++ = n < cpu.counters ? reg_read(PMEVTYPER(n)) : 0;
    }
    *r++ = cpu.version >= PMUV3P9 && !cpu.a32 ? reg_read(PMUACR) : 0;
    read_newer_traps(r);
    read_instructions(r + NEWER_TRAPS);
    read_snapshot(r + NEWER_TRAPS + 2);
}

static void remember(void)
{
    unsigned n;

    read_registers(registers);
    for_each_counter(n) {
        start[n] = sample(n);
    }
}

/* In the regime wait=: until a byte comes. A clock does not run backwards. */
static uint64_t wait_for_byte(uint64_t a, uint64_t b)
{
    uint64_t from = now_ns(), last = reg_read(PMCCNTR);

    (void)a;
    (void)b;
    print("READY\n");
    while (UART_FR & UART_FR_RXFE) {
        uint64_t value = reg_read(PMCCNTR);

        went_backwards |= ((value - last) & cpu.cycle_bits) >
                          cpu.cycle_bits / 2;
        last = value;
    }
    wait_inside = now_ns() - from;
    return console_byte();
}

/* Everything else than it was, the interrupt level included; for ever */
static void disturb(bool level)
{
    unsigned n;

    set_mdcr_el3(setup.spme ? 0 : MDCR_EL3_SPME);
    set_mdcr_el2((setup.hpmn == 1 ? 2 : 1) | MDCR_EL2_HPME | MDCR_EL2_HLP);
    for_each_counter(n) {
        reg_write(n == CYCLE_COUNTER ? PMCCFILTR : PMEVTYPER(n),
                  COUNT_EVERYWHERE |
                  (n == CYCLE_COUNTER ? 0 : EVENT_CPU_CYCLES));
        reg_write(value_of(n), 0x123456789abcdefull);
    }
    reg_write(PMCNTENSET, 0xffffffff);
    reg_write(PMSELR, 0);
    program_newer(2);
    reg_write(PMUSERENR, 0);
    reg_write(PMCR, PMCR_E | PMCR_D | PMCR_LP);
    reg_write(level ? PMOVSCLR : PMOVSSET, 0xffffffff);
    reg_write(level ? PMINTENCLR : PMINTENSET, 0xffffffff);
    print("DISTURBED, level %d\n", pmu_irq_level());
    for (;;) {
        spin(1000, 0);
    }
}

/* A busy host may let so much time pass that counters overflow by then. */
static uint32_t may_have_overflowed(void)
{
    uint32_t mask = 0;
    unsigned n;

    for_each_counter(n) {
        uint64_t passed = now_ns() - start[n].before;
        bool narrow = n != CYCLE_COUNTER || cpu.v2;

        if (narrow && counts(n) != NOWHERE &&
            (uint32_t)start[n].value + passed > UINT32_MAX) {
            mask |= 1u << n;
        }
    }
    return mask;
}

enum { PMOVSSET_REGISTER = 3 };

static void check_registers(void)
{
    uint32_t late;

    static uint64_t now[REGISTERS];

    test_begin("R59 registers");
    read_registers(now);
    late = may_have_overflowed();
    now[PMOVSSET_REGISTER] &= ~late;
    registers[PMOVSSET_REGISTER] &= ~late;
    for (unsigned i = 0; i < REGISTERS; i++) {
        test_expect(now[i], registers[i], "register %u", i);
    }
    test_expect(went_backwards, false, "PMCCNTR went backwards");
    test_end();
}

/* How many ns a count takes; with -icount shift=1 an instruction takes 2. */
static unsigned scale_of(unsigned n)
{
    if (n == CYCLE_COUNTER) {
        return setup.d ? PRESCALE : 1;
    }
    return setup.event == EVENT_INST_RETIRED ? 2 : 1;
}

static uint64_t less(uint64_t value, uint64_t by)
{
    return value > by ? value - by : 0;
}

/* PMCR.D: a rest at either end, and one that is lost on the way */
static void check_value(unsigned n)
{
    struct sample then = start[n], now = sample(n);
    unsigned scale = scale_of(n);
    uint64_t slack = 2 * clock_step() + (scale == PRESCALE ? 3 * scale : 2);
    uint64_t bits = n == CYCLE_COUNTER ? cpu.cycle_bits : cpu.counter_bits;
    uint64_t gain = now.value - then.value, least = 0, most = 0;

    if (role_of(n) == CHAINED) {
        return;
    }
    if (counts(n) == AT_WAIT) {
        least = less(wait_inside, slack);
        most = wait_outside + slack;
    } else if (counts(n) == ALL_THE_TIME) {
        least = less(now.before - then.after, slack);
        most = now.after - then.before + slack;
    }
    least /= scale;
    most /= scale;
    if (((gain - least) & bits) > most - least) {
        test_expect(gain & bits, least & bits,
                    "gain of counter %u, place %u, up to 0x%lx", n,
                    counts(n), most & bits);
    }
}

static void check_values(void)
{
    unsigned n;

    test_begin("R59 values");
    for_each_counter(n) {
        check_value(n);
    }
    test_end();
}

/* Counters of SW_INCR, the only ones that PMSWINC is for */
static void check_increment(void)
{
    unsigned n;

    test_begin("R59 PMSWINC goes on");
    reg_write(PMSWINC, 0x7fffffff);
    for_each_counter(n) {
        if (role_of(n) == SOFTWARE) {
            bool counting = running(n) && !prohibited_at_home(n);

            test_expect(reg_read(PMEVCNTR(n)) - start[n].value, counting,
                        "gain of PMEVCNTR%u", n);
        }
    }
    test_end();
}

/* R30 */
static bool level_wanted(void)
{
    uint32_t first = mask_of(setup.hpmn) | PMU_C;
    uint32_t flags = setup.ovs & setup.inten;

    return (setup.e && (flags & first)) || (setup.hpme && (flags & ~first));
}

/* Flags and level stood when the machine was moved. */
static void check_level(void)
{
    test_begin("R59 interrupt level");
    test_expect(pmu_irq_level(), level_wanted(), "level");
    reg_write(PMOVSCLR, 0xffffffff);
    test_expect(pmu_irq_level(), false, "level after PMOVSCLR");
    reg_write(PMOVSSET, setup.ovs);
    test_expect(pmu_irq_level(), level_wanted(), "level after PMOVSSET");
    test_end();
}

/* The time at which counter @n, which counts 32 bits, overflows at earliest */
static uint64_t due_time(unsigned n)
{
    return start[n].before + (uint32_t)-(uint32_t)start[n].value;
}

/* The overflow lay ahead when the machine was moved. No PMU access helps. */
static void check_overflow_to_come(void)
{
    uint32_t due = due_counters();
    uint64_t earliest = UINT64_MAX, last = 0, came;
    bool level;
    unsigned n;

    for_each_counter(n) {
        if (due >> n & 1) {
            earliest = due_time(n) < earliest ? due_time(n) : earliest;
            last = due_time(n) > last ? due_time(n) : last;
        }
    }
    test_begin("R59 overflow to come");
    level = pmu_irq_wait(3000000000ull);
    came = now_ns();
    test_expect(level, true, "level in time");
    test_expect(came + 100 < earliest, false, "level too early");
    /* Stock's flags come with a timer, whose thread may have to wait. */
    last += setup.stock ? 200000000 : 1000000;
    while (now_ns() < last) {
        continue;
    }
    test_expect(reg_read(PMOVSSET) & ~(may_have_overflowed() & ~due), due,
                "PMOVSSET");
    test_end();
}

/* R32: the high half of an event counter counts its overflows, too. */
static void check_chained(void)
{
    uint64_t least, gain, most;

    test_begin("R59 CHAIN counts the overflow to come");
    least = reg_read(PMEVCNTR(0)) >> 32;
    gain = reg_read(PMEVCNTR(1)) - start[1].value;
    most = reg_read(PMEVCNTR(0)) >> 32;
    test_expect(least >= 1, true, "PMEVCNTR0 has overflowed");
    test_expect(gain < least || gain > most, false,
                "PMEVCNTR1 counts 0x%lx to 0x%lx, not 0x%lx", least, most,
                gain);
    test_end();
}

/* Sleep until a counter overflows. What the sleep takes is not the guest's. */
static void sleep_until_overflow(unsigned n)
{
    reg_write(PMEVCNTR(n), (uint32_t)-200000);
    reg_write(PMINTENSET, 1u << n);
    GICD_ISENABLER0 = 1u << 23;
    while (!pmu_irq_level()) {
        asm volatile("wfi");
    }
    GICD_ICENABLER0 = 1u << 23;
    reg_write(PMINTENCLR, 1u << n);
    print("PMOVS %lx\n", reg_read(PMOVSSET));
    reg_write(PMOVSCLR, 0xffffffff);
}

/* A run to record: all values in every regime, and sleep */
static void record(void)
{
    enum regime r;
    unsigned n;

    for (unsigned i = 0; i < 20; i++) {
        for_each_regime(r) {
            run_at(r, spin, 100 * (i + 1), 0);
            print("%s %lu:", regime_name(r), now_ns());
            for_each_counter(n) {
                print(" %lx", reg_read(value_of(n)));
            }
            print("\n");
        }
        sleep_until_overflow(i & 1 ? 0 : setup.hpmn);
    }
}

/* What stock QEMU sends in HPMN is RES0 here. */
static void check_without_pmu(void)
{
    const uint64_t fields = MDCR_EL2_HPMN | MDCR_EL2_HPME | MDCR_EL2_HPMD |
                            MDCR_EL2_HCCD | MDCR_EL2_HLP | MDCR_EL2_HPMFZO;

    print("READY\n");
    while (UART_FR & UART_FR_RXFE) {
        continue;
    }
    test_begin("R45 MDCR_EL2 without a PMU");
    test_expect(get_mdcr_el2() & fields, 0, "fields of the PMU");
    test_end();
}

int main(void)
{
    uint64_t byte;

    if (!cpu.version) {
        check_without_pmu();
        return 0;
    }
    read_options();
    program();
    if (guest_option("record=", 0)) {
        record();
        return 0;
    }
    remember();
    wait_outside = now_ns();
    byte = run_at(setup.wait, wait_for_byte, 0, 0);
    wait_outside = now_ns() - wait_outside;
    if (byte == 'd') {
        disturb(level_wanted());
    }
    check_registers();
    check_values();
    if (!setup.stock) {
        check_increment();
    }
    if (setup.due) {
        check_overflow_to_come();
        if (setup.chain) {
            check_chained();
        }
    } else {
        check_level();
    }
    return 0;
}

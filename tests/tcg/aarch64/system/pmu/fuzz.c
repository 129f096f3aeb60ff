/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the access fuzzer (tests/fuzz/pmu/access-fuzz.c): carries out
 * a script of accesses in all places and writes down what came of each. What
 * should have come of it, the fuzzer knows.
 *
 * Script and results are files on the host, by semihosting: a serial port
 * would take longer than all the rest.
 */
#include "lib/guest.h"
#include "lib/place.h"
#include "../../../../fuzz/pmu/access-script.h"

#define SYS_OPEN    0x01
#define SYS_CLOSE   0x02
#define SYS_WRITE   0x05
#define SYS_READ    0x06
#define MODE_RB     1
#define MODE_WB     5

#define SDER32_EL3  SYSREG(3, 6, 1, 1, 1)

/* HFGRTR2_EL2, HFGWTR2_EL2, HFGITR2_EL2 */
static const unsigned unused[] = {
    SYSREG(3, 4, 3, 1, 2), SYSREG(3, 4, 3, 1, 3), SYSREG(3, 4, 3, 1, 7),
};

#define CHUNK 4096
static struct fuzz_step steps[CHUNK];
static struct fuzz_result results[CHUNK];
static struct fuzz_machine machine;
static struct place places[FUZZ_PLACES];

static uint64_t host_call(uint64_t operation, uint64_t a, uint64_t b,
                          uint64_t c)
{
    uint64_t block[3] = { a, b, c };
    register uint64_t x0 asm("x0") = operation;
    register void *x1 asm("x1") = block;

    asm volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
    return x0;
}

static uint64_t open_file(const char *name, unsigned mode)
{
    uint64_t length = 0, handle;

    while (name[length]) {
        length++;
    }
    handle = host_call(SYS_OPEN, (uintptr_t)name, mode, length);
    if (handle == -1ull) {
        bail_out("cannot open %s", name);
    }
    return handle;
}

static void write_file(uint64_t file, const void *data, size_t size)
{
    if (host_call(SYS_WRITE, file, (uintptr_t)data, size)) {
        bail_out("cannot write %s", FUZZ_RESULTS);
    }
}

static struct place home_place(void)
{
    return (struct place){
        .regime = cpu.home == 3 ? EL3 : cpu.home == 2 ? EL2 : EL1,
        .highest32 = A64_ONLY,
    };
}

static void describe_place(struct fuzz_place *d, struct place p)
{
    const char *name = place_name(p);

    for (unsigned i = 0; name[i] && i + 1 < sizeof(d->name); i++) {
        d->name[i] = name[i];
    }
    d->el = regime_el(p.regime);
    d->secure = regime_secure(p.regime);
    d->host = regime_host(p.regime);
    d->el2_enabled = regime_el2_enabled(p.regime);
    d->highest32 = p.highest32;
    d->realm = p.realm;
}

static void describe_machine(void)
{
    struct place p;

    machine.home = cpu.home;
    machine.counters = cpu.counters;
    machine.version = cpu.version;
    machine.chain = reg_read(PMCEID0) >> EVENT_CHAIN & 1;
    machine.all = reg_read(PMCEID0) >> EVENT_LD_RETIRED & 1;
    machine.frequency = read_sysreg(cntfrq_el0);
    machine.el2 = cpu.el2;
    machine.el3 = cpu.el3;
    machine.sel2 = cpu.sel2;
    machine.fgt = cpu.fgt;
    machine.fgt2 = cpu.fgt2;
    machine.icntr = cpu.icntr;
    machine.snapshot = cpu.snapshot;
    for_each_place(p) {
        if (machine.places < FUZZ_PLACES) {
            places[machine.places] = p;
            describe_place(&machine.place[machine.places++], p);
            machine.rme |= p.realm;
        }
    }
}

/* The library's own instructions where it has them: they are faster. */
static bool has_stub(struct place p, unsigned reg)
{
    return !place_is_a32(p) && !p.realm &&
           ((reg >= PMCR && reg < PMCR + 24) ||
            (reg >= SYSREG(3, 0, 9, 14, 0) && reg <= SYSREG(3, 0, 9, 14, 7)) ||
            (reg >= PMEVCNTR(0) && reg <= PMCCFILTR));
}

static uint64_t spin_at_place(struct place p, uint64_t turns)
{
    static const struct code a64 = { { 0xf1000400, 0x54ffffe1, 0xd65f03c0 } };
    static const struct code a32 = { { 0xe2500001, 0x1afffffd } };

    return place_run(p, &a64, &a32, turns, 0);
}

/* MRRC or MCRR p15 of r0 and r1, CRm = 9: the library knows PMCCNTR's. */
static uint64_t access_pair(struct place p, const struct fuzz_step *s)
{
    bool read = s->what == FUZZ_READ_PAIR;
    uint32_t mcrr = 0xec410f09 | (s->reg & 15) << 4 | (uint32_t)read << 20;
    struct code code = { { mcrr, 0xf57ff06f } };
    uint64_t value = read ? POISON : s->value;

    if (!place_is_a32(p)) {
        return 0;
    }
    return place_run(p, NULL, &code, (uint32_t)value, value >> 32);
}

static void reset_all(void)
{
    pmu_reset();
    if (cpu.el3) {
        place_write(home_place(), SDER32_EL3, 0);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(unused) && cpu.fgt2 && cpu.el2; i++) {
        place_write(home_place(), unused[i], 0);
    }
    trap_clear();
}

static uint64_t carry_out(const struct fuzz_step *s, struct place p)
{
    switch (s->what) {
    case FUZZ_READ:
        return has_stub(p, s->reg) ? read_at(p.regime, s->reg)
                                   : place_read(p, s->reg);
    case FUZZ_WRITE:
        if (has_stub(p, s->reg)) {
            write_at(p.regime, s->reg, s->value);
        } else {
            place_write(p, s->reg, s->value);
        }
        return 0;
    case FUZZ_READ_PAIR:
    case FUZZ_WRITE_PAIR:
        return access_pair(p, s);
    case FUZZ_SPIN:
        return spin_at_place(p, s->value);
    case FUZZ_IRQ:
        return pmu_irq_level();
    case FUZZ_FGTEN2:
        scr_el3_without = s->value & 1 ? 0 : SCR_EL3_FGTEN2;
        regime_default();
        return 0;
    default:
        reset_all();
        return 0;
    }
}

static void run_steps(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const struct fuzz_step *s = &steps[i];
        struct place p = s->place == FUZZ_HOME
            ? home_place() : places[s->place % machine.places];

        trap_clear();
        results[i].value = carry_out(s, p);
        results[i].trap = trap_seen();
        asm volatile("isb" : : : "memory");
        results[i].time = read_sysreg(cntvct_el0);
    }
}

int main(void)
{
    uint64_t script = open_file(FUZZ_SCRIPT, MODE_RB);
    uint64_t out = open_file(FUZZ_RESULTS, MODE_WB);
    unsigned count;

    describe_machine();
    write_file(out, &machine, sizeof(machine));
    reset_all();
    do {
        count = (sizeof(steps) - host_call(SYS_READ, script, (uintptr_t)steps,
                                           sizeof(steps))) / sizeof(steps[0]);
        run_steps(count);
        write_file(out, results, count * sizeof(results[0]));
    } while (count == CHUNK);
    host_call(SYS_CLOSE, out, 0, 0);
    guest_exit(0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random code: loads, stores, branches and their like, and all that leaves a
 * block in the middle or ends it. Nobody knows how many instructions it
 * executes; but INST_RETIRED is the same whatever else is counted and however
 * often it overflows, and with -icount shift=0 it is the number of cycles:
 * QEMU's own count.
 */
#include "event-table.h"

#define BODY        250     /* instructions at most */
#define ROUNDS      40      /* sequences for each regime */
#define SVC_IMM     7

typedef volatile uint32_t device_reg; /* a device answers */
#define GICD_ISENABLER0 (*(device_reg *)0x08000100ul)
#define GICD_ICENABLER0 (*(device_reg *)0x08000180ul)
#define GICC_IAR        (*(device_reg *)0x0801000cul)
#define GICC_EOIR       (*(device_reg *)0x08010010ul)
#define PMU_PPI         (1u << 23)

#define SCTLR_DZE   (1 << 14)
#define EC_FP       0x07
#define EC_BRK      0x3c

#define PAGE __attribute__((aligned(4096)))
static PAGE uint32_t code[1024];
static PAGE uint64_t memory[512];

/*
 * x2 to x8 and v0 to v3 are anything. What depends on time, counters, devices
 * and interrupts goes to x10, or is behind x16, and is not looked at.
 */
asm(".text\n"
    "random_head:\n\t"
    "mov x12, x30\n\t"
    "mov x13, #0x08000000\n\t"
    "mov x9, #0x400000000\n\t"
    "add x14, x0, #1\n\t"
    "add x16, x0, #2048\n\t"
    "mov x15, #2\n\t"
    "mov x2, #2\n\tmov x3, #3\n\tmov x4, #4\n\tmov x5, #5\n\t"
    "mov x6, #6\n\tmov x7, #7\n\tmov x8, #8\n\t"
    "clrex\n\t"
    "isb\n\t"
    "msr pmcntenset_el0, x1\n"
    "random_head_end:\n"
    "random_tail:\n\t"
    "msr pmcntenclr_el0, x1\n\t"
    "isb\n\t"
    "mov x30, x12\n\t"
    "ret\n"
    "random_tail_end:\n");

static uint32_t state;

static uint32_t any(uint32_t below)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
}

/* The fields of a template that are filled at random */
enum {
    RD = 1, RN = 2, RM = 4,     /* x2 to x8 */
    OFFSET = 8,                 /* scaled, within memory[] */
    FORWARD = 16,               /* 19 bits from 5 on: behind the next few */
    COND = 32, BIT = 64,
};

static const struct template {
    uint32_t word, fields;
} templates[] = {
    { 0x91000400, RD | RN },            /* add x, x, #1 */
    { 0xf1000400, RD | RN },            /* subs x, x, #1 */
    { 0x8a000000, RD | RN | RM },       /* and x, x, x */
    { 0x9b007c00, RD | RN | RM },       /* mul x, x, x */
    { 0xf9400000, RD | OFFSET },        /* ldr x, [x0, #offset] */
    { 0xf9400000, RD | OFFSET },
    { 0x39400000, RD | OFFSET },        /* ldrb w, [x0, #offset] */
    { 0xf9000000, RD | OFFSET },        /* str x, [x0, #offset] */
    { 0xa9400c02, 0 },                  /* ldp x2, x3, [x0] */
    { 0xa9010c02, 0 },                  /* stp x2, x3, [x0, #16] */
    { 0xf9400120, RD },                 /* ldr x, [x9]: an abort */
    { 0xf9000120, RD },                 /* str x, [x9]: an abort */
    { 0xc85f7dc0, RD },                 /* ldxr x, [x14]: not aligned */
    { 0xc85f7e0a, 0 },                  /* ldxr x10, [x16] */
    { 0xc80a7e02, 0 },                  /* stxr w10, x2, [x16] */
    { 0xc81f7e02, 0 },                  /* stxr wzr, x2, [x16] */
    { 0xd50b7420, 0 },                  /* dc zva, x0 */
    { 0x14000002, 0 },                  /* b behind the next */
    { 0x54000000, FORWARD | COND },     /* b.cond */
    { 0x54000000, FORWARD | COND },
    { 0xb4000000, FORWARD | RD },       /* cbz */
    { 0xb5000000, FORWARD | RD },       /* cbnz */
    { 0x36000000, FORWARD | RD | BIT }, /* tbz */
    { 0x37000000, FORWARD | RD | BIT }, /* tbnz */
    { 0x1e622800, 0 },                  /* fadd d0, d0, d2 */
    { 0x3dc00001, 0 },                  /* ldr q1, [x0] */
    { 0xd53be04a, 0 },                  /* mrs x10, cntvct_el0 */
    { 0xd53be80a, 0 },                  /* mrs x10, pmevcntr0_el0 */
    { 0xd53b9d0a, 0 },                  /* mrs x10, pmccntr_el0 */
    { 0xd51b9c21, 0 },                  /* msr pmcntenset_el0, x1 */
    { 0xb94001aa, 0 },                  /* ldr w10, [x13]: a device */
    { 0xd5033fdf, 0 },                  /* isb */
    { 0xd5033f9f, 0 },                  /* dsb sy */
    { 0xd503203f, 0 },                  /* yield */
    { 0xd503205f, 0 },                  /* wfe */
    { 0xd42000e0, 0 },                  /* brk #7 */
    { 0xd4000001 | SVC_IMM << 5, 0 },   /* svc #SVC_IMM */
    { 0x00000000, 0 },                  /* udf */
};

static uint32_t fill(const struct template *t, unsigned room)
{
    uint32_t word = t->word, f = t->fields;

    word |= f & RD ? 2 + any(7) : 0;
    word |= f & RN ? (2 + any(7)) << 5 : 0;
    word |= f & RM ? (2 + any(7)) << 16 : 0;
    word |= f & OFFSET ? any(64) << 10 : 0;
    word |= f & FORWARD ? (1 + any(room < 6 ? room : 6)) << 5 : 0;
    word |= f & COND ? any(16) : 0;
    word |= f & BIT ? any(4) << 19 : 0;
    return word;
}

static uint32_t *append(uint32_t *to, const uint32_t *from,
                        const uint32_t *end)
{
    while (from < end) {
        *to++ = *from++;
    }
    return to;
}

/* The body is followed by SUBS x15 and B.NE to its start. */
static void generate(void)
{
    uint32_t *start = append(code, random_head, random_head_end), *p = start;
    unsigned length = 1 + any(BODY);

    for (unsigned i = 0; i < length; i++) {
        *p++ = fill(&templates[any(ARRAY_SIZE(templates))], length - i);
    }
    *p++ = 0xd503201f;
    *p++ = 0xf10005ef;
    *p = 0x54000001 | (((uint32_t)(start - p) & 0x7ffff) << 5);
    append(p + 1, random_tail, random_tail_end);
    asm volatile("dsb sy\n\tic iallu\n\tdsb sy\n\tisb" : : : "memory");
}

static unsigned found;  /* exceptions that QEMU finds when it translates */

/*
 * SVC's exception returns to what is behind it already. UDF, BRK and what is
 * trapped for the floating-point unit are not executed, but QEMU's own count
 * has them.
 */
static bool look(struct frame *frame, unsigned el)
{
    unsigned ec = frame->esr >> 26 & 0x3f;

    (void)el;
    found += ec == EC_UNKNOWN || ec == EC_BRK || ec == EC_FP;
    return ec == EC_SVC64 && (frame->esr & 0xffff) == SVC_IMM;
}

/* From the same state each time */
static void run(enum regime r, unsigned counters)
{
    for (unsigned i = 0; i < ARRAY_SIZE(memory); i++) {
        memory[i] = i * 0x9e3779b97f4a7c15ull;
    }
    found = 0;
    reg_write(PMCR, PMCR_LC | PMCR_E);
    run_at(r, (guest_fn *)(uintptr_t)code, (uintptr_t)memory,
           mask_of(counters));
    trap_seen();
}

/* Counter 0 counts instructions. */
static uint64_t run_with(enum regime r, const uint16_t *numbers,
                         unsigned count)
{
    pmu_reset();
    for (unsigned n = 0; n < count; n++) {
        reg_write(PMEVTYPER(n), only_in(r) | numbers[n]);
    }
    run(r, count);
    return reg_read(PMEVCNTR(0));
}

/* Interrupts at home, every @period instructions or a block later */

static uint32_t period;
static uint64_t consumed;

static bool sample(struct frame *frame, unsigned el)
{
    uint32_t iar = GICC_IAR;

    (void)frame, (void)el;
    consumed += (uint64_t)period + (uint32_t)reg_read(PMEVCNTR(0));
    reg_write(PMEVCNTR(0), (uint32_t)-period);
    reg_write(PMOVSCLR, 1);
    GICC_EOIR = iar;
    return true;
}

static uint64_t run_sampled(enum regime r)
{
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(r) | 0x08);
    reg_write(PMEVTYPER(1), only_in(r) | 0x06);
    reg_write(PMEVCNTR(0), (uint32_t)-period);
    reg_write(PMINTENSET, 1);
    consumed = 0;
    hcr_el2_extra |= HCR_EL2_IMO;
    interrupt_hook = sample;
    GICD_ISENABLER0 = PMU_PPI;
    run(r, 2);
    GICD_ICENABLER0 = PMU_PPI;
    interrupt_hook = NULL;
    hcr_el2_extra = 0;
    return consumed + (uint32_t)(reg_read(PMEVCNTR(0)) + period);
}

static bool can_sample(enum regime r)
{
    return cpu.home == 2 && regime_el(r) < 2 && !regime_host(r);
}

static void test_random(enum regime r)
{
    static const uint16_t alone[] = { 0x08, 0x11 };
    static const uint16_t loads[] = { 0x08, 0x06 };
    static const uint16_t many[] = { 0x08, 0x13, 0x0c, 0x73, 0x6d, 0x0a };

    test_begin("D13.12 random code at %s", regime_name(r));
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t seed = state;
        uint64_t count;

        generate();
        count = run_with(r, alone, 2);
        if (guest_option("shift=", 1) == 0) {
            test_expect(reg_read(PMEVCNTR(1)), count + found,
                        "seed 0x%x, cycles", seed);
        }
        test_expect(run_with(r, loads, 2), count, "seed 0x%x, with loads",
                    seed);
        test_expect(run_with(r, many, 6), count, "seed 0x%x, with more",
                    seed);
        if (can_sample(r)) {
            period = 1 + any(i * 4 + 1);
            test_expect(run_sampled(r), count, "seed 0x%x, period %u", seed,
                        period);
        }
    }
    test_end();
}

/* What is trapped elsewhere, QEMU's own count may be wrong of. */
static void allow(void)
{
    write_sysreg(cpacr_el1, 3 << 20);
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_DZE);
    if (cpu.el2) {
        write_sysreg(sctlr_el2, read_sysreg(sctlr_el2) | SCTLR_DZE);
    }
}

int main(void)
{
    enum regime r;

    if (!events_there() || cpu.counters < 6) {
        test_skip_all("too little to count");
    }
    allow();
    exception_hook = look;
    state = guest_option("seed=", 1);
    for_each_regime(r) {
        test_random(r);
    }
    return 0;
}

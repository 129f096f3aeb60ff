/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What counting in translated code costs: a loop of 15 instructions, with
 * loads, stores, branches and a call, while a PMU counts nothing, cycles, or
 * events of its instructions, and while one of those overflows again and
 * again. Prints "bench loop-WHAT PICOSECONDS" a line: the time of one turn,
 * the least of some passes. A QEMU that has no such events prints the first
 * two only. scripts/bench makes ratios of them.
 *
 * With -append: loops=N turns of each pass; passes=N.
 */
#include "lib/guest.h"

#define PERIOD          100000      /* instructions from overflow to overflow */
#define PMU_INTID       23
#define INST_RETIRED    0x08
#define LD_RETIRED      0x06
#define BR_RETIRED      0x21
#define ST_RETIRED      0x07

typedef volatile uint32_t device_reg; /* a device answers */
#define GICD_ISENABLER0 (*(device_reg *)0x08000100ul)
#define GICD_ICENABLER0 (*(device_reg *)0x08000180ul)
#define GICC_IAR        (*(device_reg *)0x0801000cul)
#define GICC_EOIR       (*(device_reg *)0x08010010ul)

static uint64_t memory[8] __attribute__((aligned(64)));
static volatile unsigned overflows; /* the handler counts, the loop looks */

/* A call, two stores, three loads, four branches; 15 instructions a turn */
static void loop(uint64_t turns)
{
    asm volatile("    mov x7, x30\n"
                 "1:  ldr x1, [%1]\n"
                 "    add x1, x1, #1\n"
                 "    str x1, [%1]\n"
                 "    ldp x2, x3, [%1, #16]\n"
                 "    eor x2, x2, x3\n"
                 "    bl 3f\n"
                 "    cbz x4, 2f\n"
                 "    lsr x5, x4, #3\n"
                 "    add x5, x5, x2\n"
                 "2:  str x5, [%1, #8]\n"
                 "    subs %0, %0, #1\n"
                 "    b.ne 1b\n"
                 "    b 4f\n"
                 "3:  ldr x4, [%1, #32]\n"
                 "    orr x4, x4, #1\n"
                 "    ret\n"
                 "4:  mov x30, x7\n"
                 : "+r"(turns) : "r"(memory)
                 : "x1", "x2", "x3", "x4", "x5", "x7", "x30", "cc", "memory");
}

static bool overflowed(struct frame *frame, unsigned el)
{
    uint32_t iar = GICC_IAR;

    (void)frame, (void)el;
    write_sysreg(pmovsclr_el0, 1);
    write_sysreg(pmevcntr0_el0, (uint32_t)-PERIOD);
    overflows++;
    GICC_EOIR = iar;
    return true;
}

static void measure(const char *what, unsigned loops, unsigned passes)
{
    uint64_t least = UINT64_MAX;

    for (unsigned p = 0; p < passes; p++) {
        uint64_t start = now_ns();

        loop(loops);
        start = now_ns() - start;
        least = start < least ? start : least;
    }
    print("bench loop-%s %lu\n", what, least * 1000 / loops);
}

static void count(const uint16_t *event, unsigned n)
{
    pmu_reset();
    for (unsigned i = 0; i < n; i++) {
        reg_write(PMEVTYPER(i), COUNT_EVERYWHERE | event[i]);
    }
    reg_write(PMCNTENSET, mask_of(n));
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

/* The interrupt comes to where we are. */
static void interrupt(void)
{
    interrupt_hook = overflowed;
    reg_write(PMEVCNTR(0), (uint32_t)-PERIOD);
    reg_write(PMINTENSET, 1);
    GICD_ISENABLER0 = 1u << PMU_INTID;
    if (cpu.home == 2) {
        write_sysreg(hcr_el2, read_sysreg(hcr_el2) | HCR_EL2_IMO);
    }
    asm volatile("msr daifclr, #2" : : : "memory");
}

int main(void)
{
    static const uint16_t four[] = {
        INST_RETIRED, LD_RETIRED, BR_RETIRED, ST_RETIRED,
    };
    static const uint16_t cycles = EVENT_CPU_CYCLES;
    unsigned loops = guest_option("loops=", 1000000);
    unsigned passes = guest_option("passes=", 7);

    pmu_reset();
    measure("nothing", loops, passes);
    count(&cycles, 1);
    measure("cycles", loops, passes);
    if (reg_read(PMCEID0) >> INST_RETIRED & 1) {
        count(&four[0], 1);
        measure("instructions", loops, passes);
    }
    if (reg_read(PMCEID0) >> LD_RETIRED & 1) {
        count(&four[1], 1);
        measure("loads", loops, passes);
        count(&four[2], 1);
        measure("branches", loops, passes);
        count(four, 4);
        measure("four", loops, passes);
        count(&four[0], 1);
        interrupt();
        measure("overflowing", loops, passes);
        asm volatile("msr daifset, #2" : : : "memory");
        GICD_ICENABLER0 = 1u << PMU_INTID;
        if (!overflows) {
            bail_out("no overflow interrupts");
        }
    }
    guest_exit(0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of A32 and T32 beneath an AArch64 home, to the last digit. Each code
 * starts to count with MCR of PMCNTENSET and stops with one of PMCNTENCLR.
 */
#include "event-table.h"
#include "lib/place.h"

#define START   0xee091f3c      /* mcr p15, 0, r1, c9, c12, 1 */
#define STOP    0xee091f5c      /* mcr p15, 0, r1, c9, c12, 2 */

static uint32_t memory[16] __attribute__((aligned(64)));

/* r0 points to memory[]; r3 and r12 are free. */
static const struct a32 {
    const char *name;
    struct code code;
    struct counts counts;
} codes[] = {
    /*
     * ldr r3, [r0]; str r3, [r0, #4]; ldm r0, {r3, r12}; cmp r3, r3;
     * addne r3, r3, #1
     */
    { "loads and stores",
      { { START, 0xe5903000, 0xe5803004, 0xe8901008, 0xe1530003, 0x12833001,
          STOP } },
      { { [INST] = 6, [LD] = 2, [ST] = 1, [MEM] = 3, [DP] = 3 } } },
    /* cmp r0, r0; ldreq r3, [r0]; ldrne r3, [r0]; bne .; beq to the next */
    { "conditions",
      { { START, 0xe1500000, 0x05903000, 0x15903000, 0x1afffffe, 0x0affffff,
          STOP } },
      { { [INST] = 6, [LD] = 1, [MEM] = 1, [DP] = 2, [BR] = 2,
          [BR_IMMED] = 2, [PC_WRITE] = 1 } } },
    /*
     * ldrex r3, [r0]; strex r12, r3, [r0], twice; cmp r0, r0;
     * strexne r12, r3, [r0]
     */
    { "exclusives",
      { { START, 0xe1903f9f, 0xe180cf93, 0xe180cf93, 0xe1500000, 0x1180cf93,
          STOP } },
      { { [INST] = 6, [LD] = 1, [ST] = 1, [MEM] = 2, [DP] = 2, [LDREX] = 1,
          [STREX] = 2, [STREX_PASS] = 1, [STREX_FAIL] = 1 } } },
    /*
     * add r3, pc, #1; bx r3; in T32: cmp r0, r0; it ne; ldrne r3, [r0];
     * ldr r3, [r0]; bx pc
     */
    { "T32",
      { { START, 0xe28f3001, 0xe12fff13, 0xbf184280, 0x68036803, 0xbf004778,
          STOP } },
      { { [INST] = 8, [LD] = 1, [MEM] = 1, [DP] = 4, [BR] = 2,
          [BR_INDIRECT] = 2, [PC_WRITE] = 2 } } },
    /* mrc of PMEVCNTR0; cmp r0, r0; mrcne, mrceq of it; mcrne of PMCNTENCLR */
    { "reads and writes of the PMU",
      { { START, 0xee1e3f18, 0xe1500000, 0x1e1e3f18, 0x0e1e3f18, 0x1e091f5c,
          STOP } },
      { { [INST] = 6, [DP] = 6 } } },
};

static void test_code(struct place p, const struct a32 *c)
{
    static const struct code no_a64;
    int i;

    test_begin("D13.12 %s at %s", c->name, place_name(p));
    for_each_event(i) {
        unsigned what = events[i].what;

        pmu_reset();
        reg_write(PMEVTYPER(0), place_only(p) | events[i].number);
        reg_write(PMCR, PMCR_LC | PMCR_E);
        place_run(p, &no_a64, &c->code, (uintptr_t)memory, 1);
        test_expect(reg_read(PMEVCNTR(0)),
                    what < WHATS ? c->counts.of[what] : 0, "%s",
                    events[i].name);
    }
    test_end();
}

int main(void)
{
    struct place p;
    bool any = false;

    if (!events_there()) {
        test_skip_all("no events but cycles");
    }
    for_each_place(p) {
        for (unsigned i = 0; place_is_a32(p) && i < ARRAY_SIZE(codes); i++) {
            test_code(p, &codes[i]);
            any = true;
        }
    }
    if (!any) {
        test_skip_all("no AArch32");
    }
    return 0;
}

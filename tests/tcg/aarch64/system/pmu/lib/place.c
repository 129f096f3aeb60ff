/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places: go to an Exception level in AArch32 or in Realm state, run a few
 * instructions there and come home.
 *
 * AArch32 code is put together at run time, as its words. It returns by an
 * exception that names in r2 the vector it came through, 0 for none, and in
 * r3 what HSR held; r0 and r1 are its value.
 */
#include "place.h"
#include "internal.h"
#include <stdarg.h>

#define SCR_EL3_NSE     (1ull << 62)

#define EC_SVC32        0x11
#define EC_HVC32        0x12
#define EC_SMC32        0x13

/* Instructions of AArch32, with the exception that leads home */
#define A32_SVC         0xef000000u
#define A32_HVC         0xe1400070u
#define A32_SMC         0xe1600070u
#define A32_B(words)    (0xea000000u | (((words) - 2) & 0xffffff))
#define A32_MOV(t, imm) (0xe3a00000u | (t) << 12 | (imm))
#define A32_MRC_HSR_R3  0xee953f12u

/* The vectors of AArch32 */
enum { SLOT_NONE, SLOT_UNDEFINED, SLOT_SVC, SLOT_HYP_TRAP = 5, SLOTS = 8 };

#define SPSR_AIF    (7u << 6)
#define MODE_MASK   0x1f
#define MODE_USR    0x10
#define MODE_SVC    0x13
#define MODE_HYP    0x1a

/* Code has pages of its own: writes of other data near it would be slow. */
#define PAGE __attribute__((aligned(4096)))
static PAGE uint32_t vectors32[1024];
static PAGE struct code stubs[512];

/* --- which places there are --- */

static bool place_exists(struct place p)
{
    unsigned el = regime_el(p.regime);
    uint64_t pfr0 = read_sysreg(id_aa64pfr0_el1);

    if (!regime_exists(p.regime)) {
        return false;
    }
    if (p.realm && (!cpu.rme || regime_secure(p.regime) || el == 3 ||
                    p.highest32 != A64_ONLY)) {
        return false;
    }
    if (p.highest32 == A64_ONLY) {
        return true;
    }
    if (p.highest32 < (int)el || p.highest32 >= (int)cpu.home ||
        (pfr0 >> (4 * p.highest32) & 0xf) != 2) {
        return false;
    }
    if (regime_host(p.regime)) {
        return p.highest32 == 0;
    }
    return p.highest32 < 2 || (cpu.el2 && !regime_secure(p.regime));
}

struct place place_next(struct place p)
{
    do {
        p.highest32++;
        if (p.highest32 > 2) {
            p.highest32 = A64_ONLY;
            p.regime++;
        }
        if (p.regime == REGIMES && !p.realm) {
            p.regime = 0;
            p.realm = true;
        }
    } while (p.regime < REGIMES && !place_exists(p));
    return p;
}

struct place place_first(void)
{
    return place_next((struct place){ .highest32 = A64_ONLY - 1 });
}

bool place_is_a32(struct place p)
{
    return p.highest32 != A64_ONLY;
}

unsigned place_undef_el(struct place p)
{
    return regime_undef_el(p.regime);
}

static PRINTF(3, 4) void print_to(char *text, size_t size,
                                  const char *format, ...)
{
    va_list args;

    va_start(args, format);
    format_text(text, size, format, args);
    va_end(args);
}

const char *place_name(struct place p)
{
    static char name[64];

    if (place_is_a32(p)) {
        print_to(name, sizeof(name), "%s, A32 up to EL%u",
                 regime_name(p.regime), (unsigned)p.highest32);
    } else {
        print_to(name, sizeof(name), "%s%s", p.realm ? "Realm " : "",
                 regime_name(p.regime));
    }
    return name;
}

/* --- the way there --- */

/* EL2's part is as in run_at(); RW is clear above what uses AArch32. */
static void set_state(struct place p)
{
    bool el2 = regime_el2_enabled(p.regime);
    bool host = regime_host(p.regime);

    regime_default();
    if (cpu.el3) {
        uint64_t scr = read_sysreg(scr_el3);

        scr &= regime_secure(p.regime) ? ~SCR_EL3_NS : ~0ull;
        scr |= regime_secure(p.regime) && el2 ? SCR_EL3_EEL2 : 0;
        scr |= p.realm ? SCR_EL3_NSE : 0;
        scr &= p.highest32 >= (el2 ? 2 : 1) ? ~SCR_EL3_RW : ~0ull;
        write_sysreg(scr_el3, scr);
    }
    if (cpu.el2) {
        write_sysreg(hcr_el2, hcr_el2_extra |
                     (p.highest32 < 1 ? HCR_EL2_RW : 0) |
                     (host ? HCR_EL2_E2H | HCR_EL2_TGE : 0));
    }
}

static void set_vectors(struct place p, bool back)
{
    if (p.highest32 >= 1) {
        write_sysreg(vbar_el1, back ? (uintptr_t)vectors_el1
                                    : (uintptr_t)&vectors32[0]);
    }
    if (p.highest32 >= 2) {
        write_sysreg(vbar_el2, back ? (uintptr_t)vectors_el2
                                    : (uintptr_t)&vectors32[64]);
    }
}

static uint64_t state_of(struct place p)
{
    static const uint32_t modes[] = { MODE_USR, MODE_SVC, MODE_HYP };
    unsigned el = regime_el(p.regime);

    return place_is_a32(p) ? SPSR_AIF | modes[el]
                           : SPSR_DAIF | el << 2 | (el != 0);
}

static uint64_t go(struct place p, uintptr_t elr, uint64_t a, uint64_t b,
                   guest_fn *fn)
{
    uint64_t value;

    trap_clear();
    set_state(p);
    set_vectors(p, false);
    value = enter(elr, state_of(p), fn, a, b);
    set_vectors(p, true);
    regime_default();
    return value;
}

/* --- the way home from AArch32 --- */

static void record(const struct frame *frame)
{
    unsigned slot = frame->x[2];

    if (slot == SLOT_NONE || slot == SLOT_SVC) {
        return;
    }
    if (slot != SLOT_UNDEFINED && slot != SLOT_HYP_TRAP) {
        bail_out("AArch32 vector %u", slot);
    }
    trap.count++;
    trap.unclaimed++;
    trap.el = (frame->spsr & MODE_MASK) == MODE_HYP ? 2 : 1;
    trap.esr = slot == SLOT_UNDEFINED ? ESR_IL : (uint32_t)frame->x[3];
}

static bool leave(struct frame *frame, unsigned el)
{
    uint64_t value = (uint32_t)frame->x[0] | frame->x[1] << 32;
    register uint64_t x0 asm("x0") = value;
    unsigned ec = frame->esr >> 26 & 0x3f;

    if (ec != EC_SVC32 && ec != EC_HVC32 && ec != EC_SMC32) {
        return false;
    }
    if (el == cpu.home) {
        record(frame);
        leave_lower(value);
    } else if (cpu.home == 3) {
        asm volatile("smc %1" : : "r"(x0), "i"(RETURN_IMM));
    } else {
        asm volatile("hvc %1" : : "r"(x0), "i"(RETURN_IMM));
    }
    return true;
}

static uint32_t call_home(unsigned el)
{
    if (el == 0) {
        return A32_SVC;
    }
    return cpu.home == 3 ? A32_SMC : A32_HVC;
}

static void synchronize_code(void)
{
    asm volatile("dsb sy\n\tic iallu\n\tdsb sy\n\tisb" : : : "memory");
}

/* Two tables, of EL1 and of EL2, each followed by its handlers */
static void make_vectors(void)
{
    for (unsigned el = 1; el <= 2; el++) {
        uint32_t *table = &vectors32[(el - 1) * 64];

        for (unsigned slot = 0; slot < SLOTS; slot++) {
            uint32_t *handler = table + SLOTS + 3 * slot;

            table[slot] = A32_B(SLOTS + 2 * slot);
            handler[0] = A32_MOV(2, slot);
            handler[1] = el == 2 ? A32_MRC_HSR_R3 : A32_MOV(3, 0);
            handler[2] = call_home(el);
        }
    }
    synchronize_code();
    exception_hook = leave;
}

/* --- code --- */

static bool same_code(const struct code *a, const struct code *b)
{
    for (unsigned i = 0; i < ARRAY_SIZE(a->word); i++) {
        if (a->word[i] != b->word[i]) {
            return false;
        }
    }
    return true;
}

/* A copy that can be run; the pool starts again when it is full. */
static uintptr_t stub_of(const struct code *code)
{
    static unsigned used;
    unsigned i;

    for (i = 0; i < used; i++) {
        if (same_code(&stubs[i], code)) {
            return (uintptr_t)stubs[i].word;
        }
    }
    if (!exception_hook) {
        make_vectors();
    }
    i = i < ARRAY_SIZE(stubs) ? i : 0;
    used = i + 1;
    stubs[i] = *code;
    synchronize_code();
    return (uintptr_t)stubs[i].word;
}

static uint64_t run32(struct place p, struct code code, uint64_t a,
                      uint64_t b)
{
    unsigned words = 0;

    while (code.word[words]) {
        words++;
    }
    code.word[words] = call_home(regime_el(p.regime));
    return go(p, stub_of(&code), a, b, NULL);
}

uint64_t place_run(struct place p, const struct code *a64,
                   const struct code *a32, uint64_t a, uint64_t b)
{
    guest_fn *fn;

    if (place_is_a32(p)) {
        return run32(p, *a32, a, b);
    }
    fn = (guest_fn *)stub_of(a64);
    return p.realm ? go(p, way_home(regime_el(p.regime)), a, b, fn)
                   : run_at(p.regime, fn, a, b);
}

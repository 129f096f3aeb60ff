/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of lib32.
 */
#ifndef PMU_GUEST_A32_H
#define PMU_GUEST_A32_H

#include "../lib/internal.h"

/* A register of coprocessor 15, by its MRC or MCR */
#define read_cp15(opc1, crn, crm, opc2) ({                              \
    uint32_t value_;                                                    \
    asm volatile("mrc p15, " #opc1 ", %0, " #crn ", " #crm ", " #opc2   \
                 : "=r"(value_) : : "memory");                          \
    value_;                                                             \
})

#define write_cp15(opc1, crn, crm, opc2, value) ({                      \
    uint32_t value_ = (value);                                          \
    asm volatile("mcr p15, " #opc1 ", %0, " #crn ", " #crm ", " #opc2   \
                 "\n\tisb" : : "r"(value_) : "memory");                 \
})

/* The ways home of enter_mode(), and vectors; see start.S. */
extern const char way_svc[], way_hvc[], way_smc[], way_here[];
extern const char move_cps_usr[], move_msr_usr[], move_cps_svc[];
extern const char move_scr_ns[];
extern const char vectors_mon[], vectors_secure[], vectors_hyp[];
extern const char vectors_hyp_smc[], vectors_pl1_smc[], vectors_pl1_hvc[];
extern const char vectors_pl1[];
uint64_t enter_mode(uint64_t a, uint64_t b, guest_fn *fn, uint32_t cpsr,
                    const void *way);

/**
 * run_after() - enter regime @r, make @move of the above and call fn(a, b)
 * where that leads, then come home; for @move to Non-secure state, @r may
 * be EL3_S, in Supervisor mode
 */
uint64_t run_after(enum regime r, const char *move, guest_fn *fn, uint64_t a,
                   uint64_t b);
uint64_t read_pmccntr(uint64_t a, uint64_t b);
uint64_t write_pmccntr(uint64_t a, uint64_t b);

/* libgcc calls it where something is divided by 0. */
int raise(int signal);

/* What came home last, as start.S says */
struct left {
    uint32_t slot, hsr;
};
extern struct left left;

/* Called by start.S, if something came home that was not waited for */
/* enter.c: the vector of aborts that are recorded, too; 0 for none */
extern unsigned expected_abort;

void lost(void) __attribute__((noreturn));

#endif

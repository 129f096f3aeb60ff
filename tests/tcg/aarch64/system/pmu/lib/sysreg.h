/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers and their fields, as the Arm ARM names and numbers them.
 * Also read by start.S.
 */
#ifndef PMU_GUEST_SYSREG_H
#define PMU_GUEST_SYSREG_H

/* SYSREG() - a register's encoding as bits [20:5] of MRS and MSR hold it */
#define SYSREG(op0, op1, crn, crm, op2) \
    (((op0) << 14) | ((op1) << 11) | ((crn) << 7) | ((crm) << 3) | (op2))

/* SVC, HVC and SMC with this immediate end a run_at(). */
#define RETURN_IMM 0x504d

#define PMCR            SYSREG(3, 3, 9, 12, 0)
#define PMCNTENSET      SYSREG(3, 3, 9, 12, 1)
#define PMCNTENCLR      SYSREG(3, 3, 9, 12, 2)
#define PMOVSCLR        SYSREG(3, 3, 9, 12, 3)
#define PMSWINC         SYSREG(3, 3, 9, 12, 4)
#define PMSELR          SYSREG(3, 3, 9, 12, 5)
#define PMCEID0         SYSREG(3, 3, 9, 12, 6)
#define PMCEID1         SYSREG(3, 3, 9, 12, 7)
#define PMCCNTR         SYSREG(3, 3, 9, 13, 0)
#define PMXEVTYPER      SYSREG(3, 3, 9, 13, 1)
#define PMXEVCNTR       SYSREG(3, 3, 9, 13, 2)
#define PMZR            SYSREG(3, 3, 9, 13, 4)
#define PMUSERENR       SYSREG(3, 3, 9, 14, 0)
#define PMOVSSET        SYSREG(3, 3, 9, 14, 3)
#define PMINTENSET      SYSREG(3, 0, 9, 14, 1)
#define PMINTENCLR      SYSREG(3, 0, 9, 14, 2)
#define PMUACR          SYSREG(3, 0, 9, 14, 4)
#define PMMIR           SYSREG(3, 0, 9, 14, 6)
#define PMEVCNTR(n)     (SYSREG(3, 3, 14, 8, 0) + (n))
#define PMEVTYPER(n)    (SYSREG(3, 3, 14, 12, 0) + (n))
#define PMCCFILTR       PMEVTYPER(31)

/* At home by read_sysreg(), else by place_read() */
#define PMICNTR         SYSREG(3, 3, 9, 4, 0)
#define PMICNTR_EL0     S3_3_C9_C4_0
#define PMICFILTR       SYSREG(3, 3, 9, 6, 0)
#define PMICFILTR_EL0   S3_3_C9_C6_0

/* By place_read() and the like; at home by the names below */
#define PMSSCR          SYSREG(3, 0, 9, 13, 3)
#define PMSSCR_EL1      S3_0_C9_C13_3
#define PMECR           SYSREG(3, 0, 9, 14, 5)
#define PMECR_EL1       S3_0_C9_C14_5
#define PMEVCNTSVR(n)   (SYSREG(2, 0, 14, 8, 0) + (n))
#define PMEVCNTSVR0_EL1 S2_0_C14_C8_0
#define PMCCNTSVR       PMEVCNTSVR(31)
#define PMCCNTSVR_EL1   S2_0_C14_C11_7
#define PMICNTSVR       PMEVCNTSVR(32)
#define PMICNTSVR_EL1   S2_0_C14_C12_0

#define PMSSCR_SS       (1ull << 0)
#define PMSSCR_NC       (1ull << 32)
#define PMECR_SSE(sse)  ((uint64_t)(sse) << 3)

/* MDCR_EL3.PMSSE, MDCR_EL2.PMSSE, PMECR.SSE */
#define PMSSE_DISABLED      0
#define PMSSE_LOWER         1
#define PMSSE_PROHIBITED    2
#define PMSSE_ALLOWED       3

/* Bits of the fixed counters in PMCNTEN, PMINTEN and PMOVS */
#define PMU_C           (1u << 31)
#define PMU_F0          (1ull << 32)

#define PMCR_E          (1u << 0)
#define PMCR_P          (1u << 1)
#define PMCR_C          (1u << 2)
#define PMCR_D          (1u << 3)
#define PMCR_DP         (1u << 5)
#define PMCR_LC         (1u << 6)
#define PMCR_LP         (1u << 7)
#define PMCR_FZO        (1u << 9)
#define PMCR_N(pmcr)    (((pmcr) >> 11) & 0x1f)

#define PMUSERENR_EN    (1u << 0)
#define PMUSERENR_SW    (1u << 1)
#define PMUSERENR_CR    (1u << 2)
#define PMUSERENR_ER    (1u << 3)
#define PMUSERENR_UEN   (1u << 4)
#define PMUSERENR_IR    (1u << 5)
#define PMUSERENR_TID   (1u << 6)

#define PMEVTYPER_P     (1u << 31)
#define PMEVTYPER_U     (1u << 30)
#define PMEVTYPER_NSK   (1u << 29)
#define PMEVTYPER_NSU   (1u << 28)
#define PMEVTYPER_NSH   (1u << 27)
#define PMEVTYPER_M     (1u << 26)
#define PMEVTYPER_SH    (1u << 24)
#define PMEVTYPER_TC_TH 0xe000000100000000ull
#define PMEVTYPER_AT_LEAST_1 0x8000000100000000ull

#define EVENT_SW_INCR       0x00
#define EVENT_LD_RETIRED    0x06
#define EVENT_INST_RETIRED  0x08
#define EVENT_CPU_CYCLES    0x11
#define EVENT_CHAIN         0x1e
#define EVENT_PMU_SNAPSHOT  0x8127

#define MDCR_EL2_HPMN   0x1full
#define MDCR_EL2_TPMCR  (1ull << 5)
#define MDCR_EL2_TPM    (1ull << 6)
#define MDCR_EL2_HPME   (1ull << 7)
#define MDCR_EL2_HPMD   (1ull << 17)
#define MDCR_EL2_HCCD   (1ull << 23)
#define MDCR_EL2_HLP    (1ull << 26)
#define MDCR_EL2_HPMFZO (1ull << 29)
#define MDCR_EL2_PMSSE(sse) ((uint64_t)(sse) << 30)

#define MDCR_EL3_TPM    (1ull << 6)
#define MDCR_EL3_ENPM2  (1ull << 7)
#define MDCR_EL3_SPME   (1ull << 17)
#define MDCR_EL3_SCCD   (1ull << 23)
#define MDCR_EL3_MCCD   (1ull << 34)
#define MDCR_EL3_PMSSE(sse) ((uint64_t)(sse) << 30)
#define MDCR_EL3_MPMX   (1ull << 35)
#define MDCR_EL3_ENPMSS (1ull << 44)

#define SDER_SUNIDEN    (1u << 1)

#define SCR_EL3_NS      (1ull << 0)
#define SCR_EL3_IRQ     (1ull << 1)
#define SCR_EL3_RES1    (3ull << 4)
#define SCR_EL3_HCE     (1ull << 8)
#define SCR_EL3_RW      (1ull << 10)
#define SCR_EL3_EEL2    (1ull << 18)
#define SCR_EL3_FGTEN   (1ull << 27)
#define SCR_EL3_FGTEN2  (1ull << 59)

#define HCR_EL2_IMO     (1ull << 4)
#define HCR_EL2_TGE     (1ull << 27)
#define HCR_EL2_RW      (1ull << 31)
#define HCR_EL2_E2H     (1ull << 34)

/* Names that assemblers know only with a recent -march */
#define HDFGRTR_EL2     S3_4_C3_C1_4
#define HDFGWTR_EL2     S3_4_C3_C1_5
#define HDFGRTR2_EL2    S3_4_C3_C1_0
#define HDFGWTR2_EL2    S3_4_C3_C1_1
#define HFGRTR2_EL2     S3_4_C3_C1_2
#define HFGWTR2_EL2     S3_4_C3_C1_3
#define HFGITR2_EL2     S3_4_C3_C1_7

/* Of both, but for one; 0 traps */
#define HDFGTR2_NPMECR  (1ull << 0)
#define HDFGTR2_NPMICNTR (1ull << 2)
#define HDFGTR2_NPMICFILTR (1ull << 3)
#define HDFGTR2_NPMUACR (1ull << 4)
#define HDFGRTR2_NPMSSDATA (1ull << 6)
#define HDFGTR2_NPMSSCR (1ull << 7)
#define HDFGWTR2_NPMZR  (1ull << 21)

#define SPSR_DAIF       (15 << 6)

#define ESR_IL          (1u << 25)
#define EC_UNKNOWN      0x00
#define EC_CP15         0x03
#define EC_CP15_PAIR    0x04
#define EC_SVC64        0x15
#define EC_HVC64        0x16
#define EC_SMC64        0x17
#define EC_SYSREG       0x18
#define EC_IABT_LOWER   0x20
#define EC_IABT         0x21

#endif

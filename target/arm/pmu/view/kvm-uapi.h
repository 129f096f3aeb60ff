/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the parts of Linux's KVM interface that QEMU's headers may lack.
 *
 * A vCPU's device attributes, of the group KVM_ARM_VCPU_PMU_V3_CTRL, and one
 * register. For Linux's own words see its documentation of vCPU devices. What
 * the headers do have is taken from there; hosts that are not Arm have none
 * of it.
 */

#ifndef TARGET_ARM_PMU_KVM_UAPI_H
#define TARGET_ARM_PMU_KVM_UAPI_H

#ifdef CONFIG_LINUX
#include <linux/kvm.h>
#endif

#ifndef KVM_ARM_VCPU_PMU_V3_CTRL
#define KVM_ARM_VCPU_PMU_V3_CTRL                0
#define KVM_ARM_VCPU_PMU_V3_IRQ                 0
#define KVM_ARM_VCPU_PMU_V3_INIT                1
#endif

/* Since Linux 5.18: which of the host's PMUs it is, by its perf type, an int */
#ifndef KVM_ARM_VCPU_PMU_V3_SET_PMU
#define KVM_ARM_VCPU_PMU_V3_SET_PMU             3
#endif

/*
 * Since Linux 7.3, a feature of all of a VM's vCPUs or none: a VM has no PMU
 * but the one that SET_PMU gives it, and PMCR_EL0.N is not written.
 */
#ifndef KVM_CAP_ARM_PMU_V3_STRICT
#define KVM_CAP_ARM_PMU_V3_STRICT               251
#endif
#ifndef KVM_ARM_VCPU_PMU_V3_STRICT
#define KVM_ARM_VCPU_PMU_V3_STRICT              9
#endif

/*
 * Since Linux 6.16: the guest's number of event counters, an unsigned int.
 * For the whole VM, whichever vCPU it is set through.
 */
#ifndef KVM_ARM_VCPU_PMU_V3_SET_NR_COUNTERS
#define KVM_ARM_VCPU_PMU_V3_SET_NR_COUNTERS     4
#endif

/*
 * Not in Linux yet: the guest gets hardware counters. An unsigned int, not 0
 * for on; for the whole VM. As posted in version 8 of "ARM64 PMU
 * Partitioning", June 2026. Another posted series gives the number 5 to an
 * attribute that leaves the guest no event counter: never trust a SET that
 * succeeds, look at the result.
 */
#ifndef KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION
#define KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION    5
#endif

/*
 * Registers for KVM_GET_ONE_REG: op0 3, op1, CRn, CRm and op2 as the Arm ARM
 * has them, beneath 64 bits of an arm64 system register
 */
#define PMU_KVM_REG(op1, crn, crm, op2) (UINT64_C(0x603000000013c000) | \
    (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))
#define PMU_KVM_PMCR_EL0                PMU_KVM_REG(3, 9, 12, 0)
#define PMU_KVM_PMCNTENSET_EL0          PMU_KVM_REG(3, 9, 12, 1)
#define PMU_KVM_PMCCNTR_EL0             PMU_KVM_REG(3, 9, 13, 0)
#define PMU_KVM_PMINTENSET_EL1          PMU_KVM_REG(0, 9, 14, 1)
#define PMU_KVM_PMOVSSET_EL0            PMU_KVM_REG(3, 9, 14, 3)
#define PMU_KVM_PMEVCNTR_EL0(n) \
    PMU_KVM_REG(3, 14, 8 + (n) / 8, (n) % 8)

#endif

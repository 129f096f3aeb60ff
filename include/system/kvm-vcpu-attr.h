/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device attributes of a KVM vCPU, for any architecture.
 *
 * A vCPU is given as its file descriptor, so that these serve a scratch vCPU
 * as well as one of the machine. For Linux's side see its
 * Documentation/virt/kvm/devices/vcpu.rst.
 */

#ifndef SYSTEM_KVM_VCPU_ATTR_H
#define SYSTEM_KVM_VCPU_ATTR_H

/**
 * kvm_vcpu_has_attr: does a vCPU have an attribute?
 * @vcpu: the vCPU's file descriptor
 * @group: the attribute's group
 * @attr: its number in the group
 *
 * That it is there does not mean that setting it will succeed.
 *
 * Returns 0, or a negative errno.
 */
int kvm_vcpu_has_attr(int vcpu, uint32_t group, uint64_t attr);

/**
 * kvm_vcpu_set_attr: set an attribute of a vCPU
 * @vcpu: the vCPU's file descriptor
 * @group: the attribute's group
 * @attr: its number in the group
 * @payload: what the attribute takes, of the size that Linux reads; NULL if
 *     it takes nothing
 * @errp: names the attribute and the errno on failure
 *
 * Returns 0, or a negative errno for callers that have better words.
 */
int kvm_vcpu_set_attr(int vcpu, uint32_t group, uint64_t attr,
                      const void *payload, Error **errp);

#endif

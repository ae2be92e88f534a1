package io.tiergate.dataplane.subscription;

/**
 * Why a stream ended, or could not begin.
 *
 * @param denied the control plane does not accept this agent: trying again helps only after someone has mended something
 * @param message for people; no secrets
 */
record Break(boolean denied, String message) {}

//! Push: subscriptions and profiles, matching with reasons, digests, one-click unsubscribe.

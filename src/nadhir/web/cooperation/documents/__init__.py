"""Papers that cooperation makes: agenda, minutes and communiqué of a meeting, how far a body is."""

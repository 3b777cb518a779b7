using System;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>What sessions that stick to an endpoint need, made once when it joins its cluster. Immutable.</summary>
/// <param name="Token">Its token.</param>
/// <param name="Plain">The field line that sets the cookie.</param>
/// <param name="Secure">The same with the attribute Secure.</param>
internal sealed record EndpointSession(UInt128 Token, byte[] Plain, byte[] Secure);

using System;
using System.Net;
using Gyrfalcon.Engine;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>
/// Whose request it is: the address of the connection, or, if that is a trusted proxy's, what X-Forwarded-For tells, from right to left, up to the first that is not trusted, for
/// whatever stands left of that is hearsay.
/// </summary>
internal static class ClientAddress
{
    internal static Address Of(ClientConnection client, HeaderBlock fields) => Of(client.Address, client.IsTrusted, client.Listener, fields);

    internal static Address Of(Address connection, bool isTrusted, Listener listener, HeaderBlock fields)
    {
        Address address = connection;
        if (!isTrusted || !fields.Contains(KnownField.XForwardedFor)) return address;
        for (int i = fields.Count - 1; i >= 0; i--)
        {
            if (fields[i].Known != KnownField.XForwardedFor) continue;
            ReadOnlySpan<byte> rest = fields[i].Value;
            while (!rest.IsEmpty)
            {
                int comma = rest.LastIndexOf((byte)',');
                ReadOnlySpan<byte> member = FieldSyntax.TrimWhiteSpace(rest[(comma + 1)..]);
                rest = comma < 0 ? default : rest[..comma];
                if (member.IsEmpty) continue;

                // Who says something else than an address is not understood, so he counts himself.
                if (!IPAddress.TryParse(member, out IPAddress? ip)) return address;
                address = new Address(ip, 0);
                if (!listener.Trusts(address)) return address;
            }
        }

        return address;
    }
}

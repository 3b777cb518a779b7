using System;
using System.Collections.Generic;
using System.Net;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// Listening sockets that this process was given when it was started, by the process before it or by systemd. What they listen on is asked of the kernel, not of whoever gave them. Owns those that nobody has
/// taken, and nothing else: a number that was given by mistake may be that of a file that the runtime has open.
/// </summary>
public sealed class InheritedSockets : IDisposable
{
    private readonly List<Given> _left = [];
    private readonly List<string> _strange = [];

    /// <summary>Takes over those descriptors that are listening TCP sockets.</summary>
    /// <param name="given">Each with a name that is only looked at where an address has port 0. One that stands there twice counts once.</param>
    public InheritedSockets(IEnumerable<(int Descriptor, string Name)> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        foreach ((int fd, string name) in given)
        {
            if (_left.Exists(each => each.Descriptor == fd)) continue;
            bool listens = SocketCalls.GetOption(fd, Libc.SolSocket, Libc.SoAcceptConn) == 1 && SocketCalls.GetOption(fd, Libc.SolSocket, Libc.SoProtocol) == Libc.IpProtoTcp;
            Address address = listens ? SocketCalls.LocalAddress(fd) : default;
            if (address.IsNone)
            {
                _strange.Add($"descriptor {fd} ({(IsOpen(fd) ? "no listening TCP socket" : "not open")})");
                continue;
            }

            // Whatever else this process starts has no business with them.
            Libc.Fcntl(fd, Libc.FSetFd, Libc.FdCloExec);
            bool isDualStack = address.IsV6 && address.ToIPAddress().Equals(IPAddress.IPv6Any) && SocketCalls.GetOption(fd, Libc.IpProtoIpv6, Libc.Ipv6V6Only) == 0;
            _left.Add(new Given(fd, name, address, isDualStack));
        }
    }

    /// <summary>Sockets that nobody has taken, as "descriptor 3 (127.0.0.1:80)".</summary>
    public IReadOnlyList<string> Left => _left.ConvertAll(static each => $"descriptor {each.Descriptor} ({each.Address})");

    /// <summary>What was given and cannot be listened on, as "descriptor 3 (not open)".</summary>
    public IReadOnlyList<string> Strange => _strange;

    /// <summary>Those that nobody has taken.</summary>
    public IReadOnlyList<int> Descriptors => _left.ConvertAll(static each => each.Descriptor);

    /// <summary>Whether that is the number of something that is open in this process.</summary>
    public static bool IsOpen(int descriptor) => Libc.Fcntl(descriptor, Libc.FGetFl, 0) >= 0;

    /// <summary>
    /// Takes those that listen on <paramref name="address"/>, spread over <paramref name="workers"/>; with port 0, those with the same name and address, whatever their port.
    /// </summary>
    /// <returns>Null if there are none.</returns>
    public ListenSocket? Take(string name, Address address, bool dualStack, int workers, int backlog)
    {
        List<Given> found = _left.FindAll(each => each.Serves(name, address, dualStack));
        if (found.Count == 0) return null;

        // The kernel chose a port for each of the process before, not for each of its sockets.
        Address bound = found[0].Address;
        found.RemoveAll(each => each.Address != bound);
        foreach (Given each in found)
        {
            _left.Remove(each);
            int flags = Libc.Fcntl(each.Descriptor, Libc.FGetFl, 0);
            Libc.Fcntl(each.Descriptor, Libc.FSetFl, flags | Libc.SockNonBlock);
            ListenSocket.Prepare(each.Descriptor);
        }

        return ListenSocket.Adopt(found.ConvertAll(static each => each.Descriptor), bound, found[0].IsDualStack, workers, backlog);
    }

    /// <summary>Closes those that nobody has taken. Whoever gave them may listen on with a descriptor of its own.</summary>
    public void Dispose()
    {
        foreach (Given each in _left) Libc.Close(each.Descriptor);
        _left.Clear();
    }

    private sealed record Given(int Descriptor, string Name, Address Address, bool IsDualStack)
    {
        internal bool Serves(string name, Address address, bool dualStack)
        {
            // IPv6's any-address stands for IPv4 alone where there is no IPv6.
            bool standsIn = dualStack && Address == new Address(IPAddress.Any, Address.Port);
            if (dualStack != IsDualStack && !standsIn) return false;
            int port = address.Port == 0 && Name == name ? Address.Port : address.Port;
            return standsIn ? Address.Port == port : Address == address.WithPort(port);
        }
    }
}

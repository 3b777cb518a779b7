using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;

namespace Gyrfalcon.Engine.Native;

/// <summary>Who listens in this network namespace, as the kernel tells in /proc/net/tcp and tcp6 (proc_pid_net(5)).</summary>
internal static class ListeningTable
{
    private const string Listening = "0A";
    private const int LocalAddress = 1, State = 3, Inode = 9;

    /// <summary>Whether somebody listens on an address that overlaps with this one by other sockets than <paramref name="own"/>; true if the kernel does not tell.</summary>
    internal static bool HasOthers(Address address, bool isDualStack, IReadOnlyList<int> own)
    {
        var inodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (int fd in own) inodes.Add(InodeOf(fd));
        return HasOthers("/proc/net/tcp", address, isDualStack, inodes) || HasOthers("/proc/net/tcp6", address, isDualStack, inodes);
    }

    /// <summary>Whether a client of the one address could be one of the other. An IPv6 any-address of somebody else counts as one for IPv4, too, for the table does not tell.</summary>
    internal static bool Overlap(Address theirs, Address ours, bool isDualStack)
    {
        if (theirs.Port != ours.Port) return false;
        if (theirs.IsV6 == ours.IsV6) return theirs == ours || IsAny(theirs) || IsAny(ours);
        return theirs.IsV6 ? IsAny(theirs) : isDualStack;
    }

    /// <summary>Reads an address as the table has it: words of 32 bits as they lie in memory, then the port, in hexadecimal digits.</summary>
    internal static Address Read(string text)
    {
        string[] parts = text.Split(':');
        byte[] bytes = new byte[parts[0].Length / 2];
        for (int i = 0; i < bytes.Length; i += 4) BitConverter.TryWriteBytes(bytes.AsSpan(i), uint.Parse(parts[0].AsSpan(i * 2, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return new Address(new IPAddress(bytes), int.Parse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }

    private static bool HasOthers(string table, Address address, bool isDualStack, HashSet<string> own)
    {
        try
        {
            foreach (string line in File.ReadLines(table))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > Inode && fields[State] == Listening && !own.Contains($"socket:[{fields[Inode]}]") && Overlap(Read(fields[LocalAddress]), address, isDualStack)) return true;
            }

            return false;
        }
        catch (FileNotFoundException)
        {
            // IPv6 is switched off.
            return false;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool IsAny(Address address) => address.ToIPAddress() is var ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));

    /// <summary>What the link of a socket's descriptor says, <c>socket:[4711]</c>; empty if there is none.</summary>
    private static string InodeOf(int fd) => new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{fd}")).LinkTarget ?? "";
}

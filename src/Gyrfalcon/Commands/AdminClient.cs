using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary>Asks the admin address of a running process.</summary>
internal static class AdminClient
{
    /// <summary>A client whose every request goes to <paramref name="address"/>, whatever its URL says.</summary>
    internal static HttpClient Create(AdminAddress address, TimeSpan patience)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, stop) =>
            {
                bool isUnix = address.UnixPath is not null;
                var socket = new Socket(isUnix ? AddressFamily.Unix : address.Ip!.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
                try
                {
                    if (address.UnixPath is { } path) await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
                    else await socket.ConnectAsync(address.Ip!, address.Port, stop);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { Timeout = patience };
    }

    /// <summary>The address that is meant by the options; null with a sentence in <paramref name="problem"/>, which may name a signal that does the same.</summary>
    internal static AdminAddress? FindAddress(string? file, string? admin, string signal, out string? problem)
    {
        problem = null;
        if (admin is not null)
        {
            AdminAddress? given = AdminAddress.TryParse(admin, out string? wrong);
            problem = $"--admin: {wrong}";
            return given;
        }

        string? path = file ?? ConfigFile.DefaultPaths.FirstOrDefault(File.Exists);
        ConfigResult? result = path is null ? null : ConfigFile.Load(path);
        if (file is not null && result is { Config: null }) problem = $"the admin address cannot be taken from {path}, which has mistakes; name it with --admin";
        else if (result?.Config is { Admin.Listen: null }) problem = $"{path} says `admin: off`; send {signal} to the process instead";
        else return result?.Config?.Admin.Listen ?? new AdminConfig().Listen;
        return null;
    }
}

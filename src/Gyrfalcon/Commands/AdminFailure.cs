using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary>Why a running process did not answer, and what to do about it.</summary>
internal static class AdminFailure
{
    /// <summary>Nobody answered as the admin address of a running process would.</summary>
    internal static bool IsSilence(Exception failure) => failure is HttpRequestException or JsonException or TaskCanceledException or SocketException or AuthenticationException;

    /// <summary>In a sentence, without a full stop.</summary>
    internal static string Sentence(Exception failure, AdminTarget target)
    {
        AdminAddress address = target.Address;
        Exception cause = failure.GetBaseException();
        if (address.UnixPath is { } path && !File.Exists(path)) return Nobody(address, "there is no such socket");
        if (cause is ServerCertificateException) return $"{address} shows another certificate than that of the configuration; see whether gyr runs with this configuration";
        if (failure is JsonException || (failure as HttpRequestException)?.HttpRequestError == HttpRequestError.InvalidResponse) return $"what answers at {address} is not the admin address of gyr; name that with --admin or --config";
        if (cause is SocketException { SocketErrorCode: not SocketError.ConnectionReset and not SocketError.Shutdown } refusal) return Nobody(address, refusal.Message);
        if (failure is TaskCanceledException) return Nobody(address, failure.Message);
        return target switch
        {
            { Certificate: null } => $"{address} ended the connection without an answer ({cause.Message}); if it speaks TLS, name its configuration with --config",
            { AsksForCertificate: true, Own: null } => $"{address} ended the connection without an answer ({cause.Message}); it asks for a certificate, which is named with --client-certificate",
            { Own: not null } => $"{address} ended the connection without an answer ({cause.Message}); it may have refused the certificate, and its log tells why",
            _ => Nobody(address, cause.Message),
        };
    }

    private static string Nobody(AdminAddress address, string reason)
        => $"nobody answers at the admin address {address} ({reason}); see whether gyr runs with this configuration, or name another address with --admin";
}

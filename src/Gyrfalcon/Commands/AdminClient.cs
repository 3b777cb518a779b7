using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary>Asks the admin address of a running process.</summary>
internal static class AdminClient
{
    /// <summary>A client whose every request goes to <paramref name="target"/>, whatever its URL says.</summary>
    internal static HttpClient Create(AdminTarget target, TimeSpan patience)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, ConnectCallback = async (_, stop) => await ConnectAsync(target, stop) };
        var client = new HttpClient(handler) { Timeout = patience };
        if (target.Token is { } token) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The process that is meant by the options; null with a sentence in <paramref name="problem"/>, which may name what can be done <paramref name="instead"/>.</summary>
    internal static AdminTarget? Find(string? file, string? admin, string? tokenFile, string? certificate, string instead, out string? problem)
    {
        string? path = file ?? (admin is null ? ConfigFile.DefaultPaths.FirstOrDefault(File.Exists) : null);
        ConfigResult? result = path is null ? null : ConfigFile.Load(path);
        AdminConfig config = result?.Config?.Admin ?? new AdminConfig();
        AdminAddress? address = config.Listen;
        problem = null;
        if (admin is not null && (address = AdminAddress.TryParse(admin, out string? wrong)) is null) problem = $"--admin: {wrong}";
        else if (admin is null && file is not null && result is { Config: null }) problem = $"the admin address cannot be taken from {path}{WhyUseless(path!)}; name it with --admin";
        else if (address is null) problem = $"{path} says `admin: off`; {instead}";
        if (problem is not null) return null;
        try
        {
            string? token = (tokenFile ?? config.TokenFile) is { } tokens ? FirstLine(tokens, out problem) : null;
            X509Certificate2? theirs = config.Tls is { } tls ? X509CertificateLoader.LoadCertificateFromFile(tls.Certificate) : null;
            return problem is null ? new AdminTarget(Reachable(address!), token, theirs, certificate is null ? null : OwnOf(certificate), config.Tls?.ClientAuthorities is not null) : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = $"a certificate cannot be read: {refused.Message}";
            return null;
        }
    }

    private static string WhyUseless(string path) => Directory.Exists(path) ? ", which is a directory" : File.Exists(path) ? ", which has mistakes (`gyr validate` tells them)" : ", which does not exist";

    private static SslStreamCertificateContext OwnOf(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(file), [.. all.Skip(1)], offline: true);
    }

    private static string? FirstLine(string file, out string? problem)
    {
        byte[]? token = AdminToken.ReadFile(file, out problem)?[0];
        if (problem is not null) problem = $"the file of tokens `{file}` {problem}";
        return token is null ? null : Encoding.ASCII.GetString(token);
    }

    /// <summary>Who listens on every address is reached on this machine's own.</summary>
    private static AdminAddress Reachable(AdminAddress address) => address.Ip is { } ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) ? address with { Ip = IPAddress.Loopback } : address;

    private static async Task<Stream> ConnectAsync(AdminTarget target, CancellationToken stop)
    {
        (AdminAddress address, _, X509Certificate2? theirs, SslStreamCertificateContext? own, _) = target;
        bool isUnix = address.UnixPath is not null;
        var socket = new Socket(isUnix ? AddressFamily.Unix : address.Ip!.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (address.UnixPath is { } path) await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            else await socket.ConnectAsync(address.Ip!, address.Port, stop);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (theirs is null) return plain;

            // The certificate of the configuration and no other, whatever name and authority it has.
            var secured = new SslStream(plain);
            bool isAnother = false;
            try
            {
                await secured.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificateContext = own, RemoteCertificateValidationCallback = (_, shown, _, _) => !(isAnother = shown?.GetCertHashString(HashAlgorithmName.SHA256) != theirs.GetCertHashString(HashAlgorithmName.SHA256)) }, stop);
            }
            catch (AuthenticationException) when (isAnother)
            {
                throw new ServerCertificateException();
            }

            return secured;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

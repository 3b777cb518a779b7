using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DnsClient;
using DnsClient.Protocol;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>
/// Asks DNS servers. The only file that knows the library. Over UDP, and over TCP when the answer does not fit; each server gets 2 s and a second try. Nothing is cached:
/// whoever asks keeps the answer for as long as it is good.
/// </summary>
internal sealed class DnsQuestions(IReadOnlyList<(IPAddress Ip, int Port)> servers)
{
    /// <summary>More records than this in one answer are taken for a mistake.</summary>
    internal const int MostRecords = 1000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A or AAAA records.</summary>
    internal Task<DnsReply<IPAddress>> AddressesAsync(string name, bool v6, CancellationToken stop)
        => AskAsync<IPAddress>(name, v6 ? QueryType.AAAA : QueryType.A, static record => record is AddressRecord { Address: var ip } ? [ip] : [], stop);

    /// <summary>SRV records; one that names no target says that there is no such service (RFC 2782) and counts as none, as does one whose target is no host's name.</summary>
    internal Task<DnsReply<SrvRecord>> ServicesAsync(string name, CancellationToken stop)
        => AskAsync<SrvRecord>(name, QueryType.SRV, static record => record is DnsClient.Protocol.SrvRecord srv && srv.Target.Value is { Length: > 1 } target && srv.Port > 0 && IsHostName(target)
            ? [new SrvRecord(target.TrimEnd('.').ToLowerInvariant(), srv.Port, srv.Priority, srv.Weight)]
            : [], stop);

    /// <summary>DNS takes any byte in a name; what becomes part of a URL, a log line or a Host field must be what a host can be called.</summary>
    internal static bool IsHostName(string name) => name.Length <= 254 && name.All(static one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.');

    private async Task<DnsReply<T>> AskAsync<T>(string name, QueryType type, Func<DnsResourceRecord, T[]> read, CancellationToken stop)
    {
        try
        {
            IDnsQueryResponse response = await Client().QueryAsync(name + ".", type, QueryClass.IN, stop);
            if (response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain) return new DnsReply<T>([], TimeSpan.MaxValue);
            if (response.HasError) return DnsReply<T>.Failed($"`{name}` is answered with {response.Header.ResponseCode} ({type})");
            if (response.Answers.Count > MostRecords) return DnsReply<T>.Failed($"`{name}` has more than {MostRecords} records ({type})");
            T[] records = [.. response.Answers.SelectMany(read)];
            int seconds = records.Length == 0 ? int.MaxValue : response.Answers.Min(static record => record.TimeToLive);
            return new DnsReply<T>(records, seconds == int.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(Math.Max(seconds, 0)));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The library throws for time-outs and for answers that are no DNS messages, and lets what its parser runs into escape. That it was stopped comes as a time-out.
            stop.ThrowIfCancellationRequested();
            return DnsReply<T>.Failed(failure switch
            {
                DnsResponseException { Code: DnsResponseCode.ConnectionTimeout } or OperationCanceledException => $"`{name}` is not answered ({type})",
                SocketException { SocketErrorCode: var error } => $"`{name}` cannot be asked for: {error} ({type})",
                { InnerException: SocketException { SocketErrorCode: var error } } => $"`{name}` cannot be asked for: {error} ({type})",
                _ => $"the answer for `{name}` is no DNS message ({type})",
            });
        }
    }

    /// <summary>A client for one question, so that the system's servers are those of now.</summary>
    private LookupClient Client()
    {
        LookupClientOptions options = servers.Count == 0 ? new LookupClientOptions() : new LookupClientOptions([.. servers.Select(static server => new NameServer(server.Ip, server.Port))]);
        options.Timeout = Timeout;
        options.Retries = 1;
        options.UseCache = false;
        options.UseTcpFallback = true;
        options.UseRandomNameServer = false;
        options.ContinueOnDnsError = true;
        options.ContinueOnEmptyResponse = false;
        options.ExtendedDnsBufferSize = 1232;
        return new LookupClient(options);
    }
}

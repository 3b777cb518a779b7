using System;
using System.Net;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin;

/// <summary>Tells the log whose client certificate the admin address refused: of many, one now and then.</summary>
internal sealed class CertificateRefusals(OperationalLog log, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly NowAndThen _telling = new(Interval, time);

    internal void Tell(EndPoint? from, string reason)
    {
        if (_telling.IsTime()) log.Warn($"admin: {from?.ToString() ?? "a local socket"} was refused for its client certificate: {reason}", "an operator needs one for clients from `admin.tls.client-authorities`; refusals within the next 10 seconds are not told");
    }
}

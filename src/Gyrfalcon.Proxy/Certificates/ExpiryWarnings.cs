using System;
using System.Collections.Generic;
using System.Globalization;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Proxy.Certificates;

/// <summary>What there is to say of certificates that end soon or have ended.</summary>
public static class ExpiryWarnings
{
    /// <summary>What to do about it.</summary>
    public const string Remedy = "replace its files, which are read again by themselves";

    private static readonly TimeSpan Notice = TimeSpan.FromDays(21);

    /// <summary>A sentence for each certificate that ends within 21 days of <paramref name="now"/>.</summary>
    /// <param name="listener">The name of the listener that shows them.</param>
    /// <param name="certificates">Its certificates.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<string> Of(string listener, IEnumerable<TlsCertificate> certificates, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        foreach (TlsCertificate certificate in certificates)
        {
            if (Of($"listener {listener}", certificate.Names.Count > 0 ? certificate.Names[0] : "without a name", certificate.Expires, now) is { } sentence) yield return sentence;
        }
    }

    /// <summary>A sentence for a certificate that ends within 21 days of <paramref name="now"/>; null if it does not.</summary>
    /// <param name="whose">Who shows it.</param>
    /// <param name="name">Whom it is for.</param>
    /// <param name="expires">When it ends.</param>
    /// <param name="now">The time.</param>
    public static string? Of(string whose, string name, DateTimeOffset expires, DateTimeOffset now)
    {
        TimeSpan left = expires - now;
        if (left > Notice) return null;
        string when = expires.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return left <= TimeSpan.Zero
            ? $"{whose}: the certificate for {name} has expired at {when} UTC, and clients refuse it"
            : string.Create(CultureInfo.InvariantCulture, $"{whose}: the certificate for {name} expires at {when} UTC, in {Math.Floor(left.TotalDays):0} days");
    }
}

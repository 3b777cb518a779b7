using System.Globalization;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>One thing that a change of the configuration does.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Thing">listener, certificate, route, cluster, endpoint or setting.</param>
/// <param name="Name">Its name in the configuration; an endpoint's is <c>CLUSTER/URL</c>.</param>
/// <param name="Meaning">What that means for traffic; empty if it goes without saying.</param>
public sealed record Change(ChangeKind Kind, string Thing, string Name, string Meaning = "")
{
    /// <summary>What operators had changed there is lost with it.</summary>
    public bool LosesChanges { get; init; }

    /// <summary>The number of the configuration that is given up; null if none is.</summary>
    public int? Revision { get; init; }

    /// <summary>What is left to do about it; null if nothing is.</summary>
    public string? Remedy => Kind == ChangeKind.Deferred ? "`gyr upgrade` brings it into force without a failed request, to the same program, too"
        : Revision is { } number ? string.Create(CultureInfo.InvariantCulture, $"`POST /v1/revisions/{number}/rollback` of the admin API puts it into force again")
        : LosesChanges ? "if it comes back, make these changes again"
        : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Thing} {Name} {Word}{(Meaning.Length > 0 ? ": " : "")}{Meaning}");

    /// <summary>The kind in a word.</summary>
    public string Word => Kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        ChangeKind.Changed => "changed",
        ChangeKind.GivenUp => "given up",
        _ => "waits for a restart",
    };
}

/// <summary>What becomes of a thing.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It goes on in another way.</summary>
    Changed,

    /// <summary>It was put into the place of what the file says, and that is in force again.</summary>
    GivenUp,

    /// <summary>It cannot be changed while running, and stays as it is.</summary>
    Deferred,
}

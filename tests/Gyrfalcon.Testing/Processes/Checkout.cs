using System;
using System.IO;

namespace Gyrfalcon.Testing;

/// <summary>The checkout of the repository that these tests were built in.</summary>
public static class Checkout
{
    /// <summary>The folder of Gyrfalcon.slnx.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Gyrfalcon.slnx")))
                return at.FullName;
        }

        throw new FileNotFoundException("No Gyrfalcon.slnx above the tests.");
    }
}

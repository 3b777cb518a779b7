using System;
using System.Linq;
using System.Text;

using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public class KnownFieldsTests
{
    public static TheoryData<KnownField> All => [.. Enum.GetValues<KnownField>().Where(known => known != KnownField.Other)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_name_in_any_case_leads_to_its_field(KnownField field)
    {
        string name = Encoding.ASCII.GetString(field.Name());

        Assert.Equal(field, KnownFields.Classify(field.Name()));
        Assert.Equal(field, KnownFields.Classify(Encoding.ASCII.GetBytes(name.ToUpperInvariant())));
        Assert.Equal(field, KnownFields.Classify(Encoding.ASCII.GetBytes(name.ToLowerInvariant())));
        Assert.InRange(name.Length, 1, KnownFields.LongestName);
        Assert.True(FieldSyntax.IsToken(field.Name()));
    }

    // The enum and the table of names are in the same order; this is what notices when they are not.
    [Theory]
    [MemberData(nameof(All))]
    public void A_name_without_hyphens_is_its_identifier(KnownField field)
    {
        string name = Encoding.ASCII.GetString(field.Name()).Replace("-", "", StringComparison.Ordinal);
        Assert.Equal(field.ToString(), name, ignoreCase: true);
    }

    [Fact]
    public void Count_is_that_of_the_enum_and_fits_a_set()
    {
        Assert.Equal(Enum.GetValues<KnownField>().Length, KnownFields.Count);
        Assert.InRange(KnownFields.Count, 1, 128);
    }

    [Theory]
    [InlineData("")]
    [InlineData("H")]
    [InlineData("Hosts")]
    [InlineData("Hos")]
    [InlineData("Content_Length")]
    [InlineData("Content-Lengtj")]
    [InlineData("hos\u00f4")]
    [InlineData("X-Anything-Else-That-Is-Longer-Than-All-Of-Them")]
    public void Any_other_name_is_other(string name) => Assert.Equal(KnownField.Other, KnownFields.Classify(Encoding.Latin1.GetBytes(name)));
}

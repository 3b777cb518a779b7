using System;

using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public class FieldSetTests
{
    [Fact]
    public void Contains_just_its_members()
    {
        foreach (KnownField member in Enum.GetValues<KnownField>())
        {
            FieldSet set = FieldSet.Of(member);
            foreach (KnownField field in Enum.GetValues<KnownField>())
                Assert.Equal(field == member && field != KnownField.Other, set.Contains(field));
        }
    }

    [Fact]
    public void Union_and_overlap()
    {
        FieldSet left = FieldSet.Of(KnownField.Accept, KnownField.XRequestID);
        FieldSet right = FieldSet.Of(KnownField.Via, KnownField.XRequestID);

        Assert.True(left.Overlaps(right));
        Assert.False(left.Overlaps(FieldSet.Of(KnownField.Host)));
        Assert.Equal(FieldSet.Of(KnownField.Accept, KnownField.Via, KnownField.XRequestID), left | right);
        Assert.True(default(FieldSet).IsEmpty);
        Assert.True(FieldSet.Of(KnownField.Other).IsEmpty);
        Assert.False(left.IsEmpty);
    }
}

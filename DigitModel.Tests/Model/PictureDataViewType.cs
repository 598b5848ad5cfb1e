using Microsoft.ML.Data;

namespace MlNetDigits.Tests.Model;

/// <summary>The type of a column of pictures.</summary>
internal sealed class PictureDataViewType() : StructuredDataViewType(typeof(Picture))
{
    public override bool Equals(DataViewType? other) => other is PictureDataViewType;

    public override int GetHashCode() => typeof(Picture).GetHashCode();
}

#!/usr/bin/env bash
# Times libtorch 2.10 (by way of TorchSharp), which the first call fetches: 500 MB.
# Usage: libtorch.sh NETWORK train|batch500|single THREADS SECONDS
#        libtorch.sh --prepare      only makes it ready
# It needs the C++ library of Debian 13. On Debian 12, root runs it in a folder made of Debian 13's packages.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mlnetdigits/libtorch-2.10
root=$cache/root
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

if [ ! -e "$cache/ready" ]; then
    mkdir -p "$cache/source"
    # Elsewhere than in the clone, whose settings for packages and warnings are not for it.
    cp "$here/Program.cs" "$here/libtorch.csproj" "$here/../Timing.cs" "$cache/source"
    dotnet build -c Release -v quiet -o "$cache/app" "$cache/source" >&2
    if dotnet "$cache/app/libtorch.dll" digit-recognizer single 1 0.1 >/dev/null 2>&1; then
        echo here > "$cache/ready"
    else
        mkdir -p "$cache"/{lists/partial,archives/partial,packages} "$root"/{dotnet,app,proc,dev,sys,tmp,root}
        sed 's/bookworm/trixie/g' /etc/apt/sources.list.d/debian.sources > "$cache/trixie.sources"
        options=(-o "Dir::State::Lists=$cache/lists" -o "Dir::Cache=$cache" -o "Dir::Etc::SourceParts=$cache/none"
            -o "Dir::Etc::SourceList=$cache/trixie.sources")
        apt-get "${options[@]}" update -q >&2
        (cd "$cache/packages" && apt-get "${options[@]}" download -q libc6 libstdc++6 libgcc-s1 zlib1g base-files >&2)
        for package in "$cache"/packages/*.deb; do dpkg -x "$package" "$root"; done
        for folder in lib lib64; do [ -e "$root/$folder" ] || ln -s "usr/$folder" "$root/$folder"; done
        echo root > "$cache/ready"
    fi
fi

[ "$1" != --prepare ] || exit 0
if [ "$(cat "$cache/ready")" = here ]; then
    exec dotnet "$cache/app/libtorch.dll" "$@"
fi

bind() { mountpoint -q "$root/$2" || mount --bind "$1" "$root/$2"; }
bind "$(dirname "$(readlink -f "$(command -v dotnet)")")" dotnet
bind "$cache/app" app
for folder in proc dev sys; do bind "/$folder" "$folder"; done
exec chroot "$root" /dotnet/dotnet /app/libtorch.dll "$@"

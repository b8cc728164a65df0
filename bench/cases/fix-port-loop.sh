# The flagship fix in a shell loop: hivexget reads the value, hivexregedit merges the new one.
# Arguments: the key, the value, a file for the text in between, the hives.
key=$1 value=$2 text=$3
shift 3
for hive in "$@"; do
  hex=$(hivexget "$hive" "$key" "$value" | od -An -v -tx1 | tr -d ' \n' |
    sed -E 's/2d00((3[0-9]00){1,5}0000)$/3a00\1/; s/../&,/g; s/,$//')
  printf 'Windows Registry Editor Version 5.00\n\n[\\%s]\n"%s"=hex:%s\n' "$key" "$value" "$hex" >"$text"
  hivexregedit --merge "$hive" "$text" || exit
done

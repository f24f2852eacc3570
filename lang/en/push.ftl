# Subscriptions and push: who wants to know what, why they are told, how it ends.

## My subscriptions
push-title = My subscriptions
push-intro = When something new concerns you, you are told: which clause, and why.
push-arrivals = What arrived
push-arrivals-empty = Nothing has arrived yet
push-arrivals-empty-text = What is published after you subscribe and concerns you appears here.
push-new = Unread
push-applied = Applied for
push-clause = Read { $clause }
push-followed = What you follow
push-none = You do not follow anything yet
push-none-text = Choose “Subscribe” on a section, a document or a list of search results, or add a search or your profile below.
push-kind-section = Section
push-kind-search = Search
push-kind-rule = Changes of a document
push-kind-profile = Policies that concern me
push-kind-profile-short = Profile
push-search-name = Search for “{ $words }”
push-this-rule = Changes of this document
push-change-to = Change to: { $frequency }
push-end = Unsubscribe
push-follow-search = Follow a search
push-words = Words to search for
push-words-hint = You are told of whatever is published from now on and found by these words.
push-add-search = Subscribe
push-frequency = How often mail is sent
push-frequency-at-once = As soon as there is something new
push-frequency-daily = Once a day
push-frequency-weekly = Once a week

## Profile
push-profile = Profile
push-profile-intro = You are told of documents that name any of these, and of the clause that does. One line is enough; it is used for nothing else.
push-industries = Industry
push-industries-hint = For example: 餐饮、食品生产. Documents are in Chinese, so words should be too; separate them by commas.
push-size = Size of the business
push-size-household = Individual business
push-size-micro = Micro enterprise
push-size-small = Small enterprise
push-size-medium = Medium enterprise
push-size-large = Large enterprise
push-district = District
push-district-hint = For example: 长安区
push-interests = Interests
push-interests-hint = For example: 稳岗补贴、贷款贴息. Separate words by commas.
push-licences = The licences you hold count too: { $licences }
push-save-profile = Save the profile
push-profile-saved = Your profile was saved.

## Mail
push-mail = Mail
push-address = E-mail address
push-address-hint = We first send a letter with a link; mail begins after you open it. Empty the field and save to stop all mail.
push-save-address = Save the address
push-address-asked = Saved. If the address is new, open the letter we sent and follow its link.
push-address-removed = The address was deleted; no more mail is sent.
push-unconfirmed = This address is not confirmed, so no mail is sent. Open the letter we sent and follow its link; if none came, save the address again tomorrow.
push-suspended = Mail is suspended
push-suspended-text = Mail to this address came back, so none is sent. Please give another address; what is new still appears on this page.
push-added = You subscribed.
push-changed = It was changed.
push-ended = You unsubscribed.

## By e-mail alone
push-subscribe-title = Subscribe by e-mail
push-subscribe-intro = No account is needed, only an address. Every letter has a link that ends it with one click.
push-subscribe-address-hint = Used only for what you subscribe to, and deleted when you unsubscribe.
push-what = What to subscribe to
push-subscribe = Subscribe
push-subscribe-account = Sign in to subscribe, and to be told of policies for your industry and size
push-asked-title = Please look for our letter
push-asked-text = If this address does not follow this yet, a letter arrives within minutes. The subscription begins when you follow its link, within three days.
push-confirm-title = Confirm the subscription
push-confirm-text = Press the button to have what you subscribed to sent to your address.
push-confirm = Confirm
push-confirmed-title = Your subscription has begun
push-confirmed-text = You get mail when there is something new. Every letter has a link to unsubscribe.
push-expired-title = The link does not work any more
push-subscribe-again = Subscribe again
push-unsubscribe-title = Unsubscribe from mail
push-unsubscribe-text = Press the button and no more subscription mail is sent to your address.
push-unsubscribe = Unsubscribe
push-unsubscribed-title = You unsubscribed
push-unsubscribed-text = No more subscription mail is sent to your address, and the address was deleted.

## Why you are told
push-why-section = There is something new in the section “{ $name }” you follow.
push-why-search = It is found by the search “{ $words }” you follow.
push-why-rule = This document, which you follow, has changed.
push-why-about-rule = There is something new about the document you follow.
push-why-clause = { $clause } names what you asked for: { $words }.
push-why-text = The text names what you asked for: { $words }.

## The letters
push-mail-confirm-subject = Please confirm your subscription
push-mail-confirm-text =
    Hello,
    somebody used this address to subscribe to information of the government website. If it was you, open this link within three days and press “Confirm”:

    { $link }

    If it was not you, do nothing; we shall not write to you about this again.
push-mail-subject-one = { $title }
push-mail-subject = { $count } new for your subscriptions
push-mail-intro = New for your subscriptions: { $count }
push-mail-clause = Straight to { $clause }:
push-mail-foot-account = You get this letter because you gave your address on “My subscriptions”.
push-mail-foot-address = You get this letter because you subscribed with this address.
push-mail-unsubscribe = Unsubscribe:

## What push achieved
push-reach-title = Reach of announcements
push-reach-intro = How many were told of what your agency published, how many of them opened it from “My subscriptions”, and how many then applied for an item under it. Mail carries no marks, so what is opened straight from a letter is not counted as opened.
push-reach-announcement = Announcement
push-reach-delivered = Told
push-reach-read = Opened
push-reach-applied = Applied
push-reach-empty = Nobody was told of anything yet
push-reach-empty-text = When your agency publishes something, this shows how many were told.
push-percent = { $n }%

## Refusals
push-refused-link-expired = This link does not work any more.
push-refused-no-such-thing = This cannot be subscribed to; please choose again.
push-refused-words = Please give words to search for, at most { $most } characters.
push-refused-no-address = Please give an e-mail address such as name@example.com.
push-refused-no-frequency = Please choose how often mail is sent.
push-refused-empty-profile = Please fill in at least one of industry, size, district and interests.
push-refused-profile-long = At most { $most } words on a line, each of at most 40 characters.
push-refused-too-many = At most { $most } subscriptions are possible; please end one first.
push-refused-no-account = Sign in with a personal account to use “My subscriptions”.
